/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.List;
import java.util.Optional;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.storage.archive.ArchiveLimits;

/**
 * What the server has on offer beside what a storage can do.
 *
 * @param version Weft's version
 * @param chunks uploads in chunks
 * @param tus uploads by TUS
 * @param reports WebDAV's reports that are served
 * @param archives several files as one download, and how many
 * @param links what the site lets people do with links; empty where nothing is shared over OCS
 * @param federated whether people share with other sites
 * @param apps whether files can be opened in web applications
 * @param chunk how many bytes the parts of an upload should have, so that a broken one costs no more
 */
public record AdvertisedFeatures(
        String version,
        boolean chunks,
        boolean tus,
        List<String> reports,
        Optional<ArchiveLimits> archives,
        Optional<LinkRules> links,
        boolean federated,
        boolean apps,
        long chunk) {

    /** What clients are told where the site says nothing. */
    public static final long USUAL_CHUNK = 50L << 20;

    public AdvertisedFeatures {
        reports = List.copyOf(reports);
    }

    /** Without archives. */
    public AdvertisedFeatures(String version, boolean chunks, boolean tus, List<String> reports) {
        this(version, chunks, tus, reports, Optional.empty(), Optional.empty(), false, false, USUAL_CHUNK);
    }

    /** With archives. */
    public AdvertisedFeatures with(ArchiveLimits limits) {
        return new AdvertisedFeatures(
                version, chunks, tus, reports, Optional.of(limits), links, federated, apps, chunk);
    }

    /** With sharing over OCS. */
    public AdvertisedFeatures sharing(LinkRules rules) {
        return new AdvertisedFeatures(
                version, chunks, tus, reports, archives, Optional.of(rules), federated, apps, chunk);
    }

    /** With shares between sites, or without. */
    public AdvertisedFeatures federated(boolean between) {
        return new AdvertisedFeatures(version, chunks, tus, reports, archives, links, between, apps, chunk);
    }

    /** With web applications, if there are any. */
    public AdvertisedFeatures opening(boolean any) {
        return new AdvertisedFeatures(version, chunks, tus, reports, archives, links, federated, any, chunk);
    }

    /** With parts of so many bytes. */
    public AdvertisedFeatures inParts(long bytes) {
        return new AdvertisedFeatures(version, chunks, tus, reports, archives, links, federated, apps, bytes);
    }

    /** Files come whole, and nothing is reported. */
    public static AdvertisedFeatures few(String version) {
        return new AdvertisedFeatures(version, false, false, List.of());
    }
}
