/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocs;

import java.util.List;

/**
 * What the server has on offer beside what a storage can do.
 *
 * @param version Weft's version
 * @param chunks uploads in chunks
 * @param tus uploads by TUS
 * @param reports WebDAV's reports that are served
 */
public record Promises(String version, boolean chunks, boolean tus, List<String> reports) {

    public Promises {
        reports = List.copyOf(reports);
    }

    /** Files come whole, and nothing is reported. */
    public static Promises few(String version) {
        return new Promises(version, false, false, List.of());
    }
}
