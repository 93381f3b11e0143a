/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.storage.files.WriteResult;

/**
 * How an upload stands.
 *
 * @param offset bytes that are kept
 * @param length how long it will be, where known
 * @param expires when it is forgotten unless it goes on
 * @param complete whether the file is in its place
 * @param written what became of it; only in the answer to the part that completed it
 */
public record UploadProgress(
        long offset, OptionalLong length, Instant expires, boolean complete, Optional<WriteResult> written) {}
