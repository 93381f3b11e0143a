/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.StoredTransferOrders;

/**
 * The ways in which files come other than whole.
 *
 * @param transfers in chunks, as the clients of ownCloud and Nextcloud send them
 * @param uploads by TUS
 * @param orders what becomes of these
 * @param ways which of them are on offer
 */
public record UploadProtocols(
        ChunkedUploads transfers, ResumableUploads uploads, StoredTransferOrders orders, Ways ways) {

    /**
     * What is on offer.
     *
     * @param chunks in chunks
     * @param tus by TUS
     */
    public record Ways(boolean chunks, boolean tus) {}
}
