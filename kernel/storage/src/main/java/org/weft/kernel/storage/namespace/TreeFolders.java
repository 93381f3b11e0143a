/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import org.weft.spi.storage.RelPath;

/** The folders at the top of the tree that the server gives a meaning, besides the mounts; what is mounted there comes first. */
public final class TreeFolders {

    /** Where project spaces are, each below its name. */
    public static final RelPath PROJECTS = RelPath.parse("spaces");

    /** Where a visitor of a link sees what it leads to, below its token. */
    static final RelPath PUBLIC = RelPath.parse("public");

    private TreeFolders() {}
}
