/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

/**
 * A user or a group at another site.
 *
 * @param host the other site: lower case, no scheme, the default port left out
 * @param id the bare id there, compared byte by byte
 * @param kind a user or a group
 */
public record RemoteParty(String host, String id, Kind kind) {

    /** The OCM address. */
    @Override
    public String toString() {
        return id + "@" + host;
    }

    /** Who can receive a share at another site. */
    public enum Kind {
        USER,
        GROUP
    }
}
