/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.storage.Checksum;

/**
 * A part of an upload.
 *
 * @param offset where it belongs
 * @param length how long it says it is
 * @param total how long the whole will be, where only now the client says
 * @param checksum of this part alone
 * @param body its bytes, not closed
 */
public record UploadPart(
        long offset, OptionalLong length, OptionalLong total, Optional<Checksum> checksum, InputStream body) {}
