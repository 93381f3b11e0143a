/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.upload.UploadTable.Session;

/** Where the bytes of an upload lie until it is complete, while one request has its turn. For one thread. */
interface UploadStore extends AutoCloseable {

    /** Whether all that the session says was received is there. */
    boolean holds(Session session);

    /**
     * Adds a part behind what is there, and keeps the session's row up to date, also when the part breaks off.
     *
     * @return the session afterwards
     */
    Session receive(Session session, UploadPart part);

    /** Puts the file in its place; what was kept stays when that fails. */
    WriteResult commit(Session session);

    /** Gives up what is kept. */
    void forget();

    @Override
    void close();
}
