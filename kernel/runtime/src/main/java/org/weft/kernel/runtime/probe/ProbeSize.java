/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

/**
 * How much is tried.
 *
 * @param bytes of the file that speeds are measured with; 1 or more
 * @param files in the folder that is listed; 1 or more
 */
public record ProbeSize(long bytes, int files) {

    private static final long MOST_BYTES = 1L << 40;
    private static final int MOST_FILES = 1_000_000;

    public ProbeSize {
        bytes = Math.clamp(bytes, 1, MOST_BYTES);
        files = Math.clamp(files, 1, MOST_FILES);
    }

    /** 16 MiB, and 200 files. */
    public static ProbeSize usual() {
        return new ProbeSize(16 << 20, 200);
    }
}
