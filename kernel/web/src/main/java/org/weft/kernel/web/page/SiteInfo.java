/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.util.List;

/**
 * What the root page tells of the site.
 *
 * @param version Weft's version
 * @param grpc where CS3 clients connect, {@code host:port}
 * @param mounts the paths at which storages are mounted
 */
public record SiteInfo(String version, String grpc, List<String> mounts) {

    public SiteInfo {
        mounts = List.copyOf(mounts);
    }
}
