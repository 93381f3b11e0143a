/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocs;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.service.ArchiveLimits;

/**
 * What the server has on offer beside what a storage can do.
 *
 * @param version Weft's version
 * @param chunks uploads in chunks
 * @param tus uploads by TUS
 * @param reports WebDAV's reports that are served
 * @param archives several files as one download, and how many
 */
public record Promises(
        String version, boolean chunks, boolean tus, List<String> reports, Optional<ArchiveLimits> archives) {

    public Promises {
        reports = List.copyOf(reports);
    }

    /** Without archives. */
    public Promises(String version, boolean chunks, boolean tus, List<String> reports) {
        this(version, chunks, tus, reports, Optional.empty());
    }

    /** With archives. */
    public Promises with(ArchiveLimits limits) {
        return new Promises(version, chunks, tus, reports, Optional.of(limits));
    }

    /** Files come whole, and nothing is reported. */
    public static Promises few(String version) {
        return new Promises(version, false, false, List.of());
    }
}
