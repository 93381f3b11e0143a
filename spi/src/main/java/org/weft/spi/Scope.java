/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** What a token is good for. A token holds one or more; an act is allowed when one of them covers it. */
public sealed interface Scope {

    /** How much the scope allows within what it covers. */
    Role role();

    /** Everything the user may do. */
    record User(Role role) implements Scope {}

    /**
     * One resource and what lies below it.
     *
     * @param key what gave the access, such as {@code publicshare:ID}
     * @param storage the mount's id
     * @param space the space the resource lies in
     * @param node the resource
     * @param role how much is allowed
     */
    record Resource(String key, String storage, SpaceId space, NodeId node, Role role) implements Scope {}

    /**
     * A scope that this version has no meaning for: kept so that a token passes on unchanged, never enough to allow
     * anything.
     *
     * @param key the scope's name in the token
     * @param role the role it came with
     */
    record Other(String key, Role role) implements Scope {}

    /** The roles of Reva's token scopes, in the order of their numbers. */
    enum Role {
        INVALID,
        OWNER,
        LEGACY,
        VIEWER,
        EDITOR,
        FILE_EDITOR,
        CO_OWNER,
        UPLOADER
    }
}
