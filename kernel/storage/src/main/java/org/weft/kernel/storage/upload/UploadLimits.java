/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Duration;

/**
 * How far uploads in parts may go.
 *
 * @param idle how long one is kept that does not go on
 * @param longest how many bytes one may have
 */
public record UploadLimits(Duration idle, long longest) {

    /** A day, and as long as the storage takes. */
    public static UploadLimits usual() {
        return new UploadLimits(Duration.ofDays(1), Long.MAX_VALUE);
    }
}
