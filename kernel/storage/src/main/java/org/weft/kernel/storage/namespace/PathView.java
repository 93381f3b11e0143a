/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import org.weft.spi.storage.RelPath;

/**
 * How paths look to a caller.
 *
 * @param inner the path within the instance at which the caller's view begins
 * @param outer what the caller sees instead of it
 * @param hidesParents whether names of folders that the caller may not see are left out, because the caller did not name them
 * @param inTree whether what the caller sees begins at the top of the caller's tree
 */
record PathView(RelPath inner, RelPath outer, boolean hidesParents, boolean inTree) {

    /** Of a caller who named the path. */
    PathView(RelPath inner, RelPath outer) {
        this(inner, outer, false, true);
    }

    /** Of a caller who named the space, or something in it, and sees paths from the space's root. */
    static PathView ofSpace(RelPath inner, boolean veiled) {
        return new PathView(inner, RelPath.root(), veiled, false);
    }

    RelPath of(RelPath path) {
        return path.startsWith(inner) ? outer.resolve(path.relativeTo(inner)) : outer.resolve(path);
    }

    /** @param shown the highest folder above the path that may be seen, or the path itself */
    RelPath of(RelPath path, RelPath shown) {
        return hidesParentsOf(shown) ? path.relativeTo(shown.parent()) : of(path);
    }

    boolean hidesParentsOf(RelPath shown) {
        return hidesParents && !inner.startsWith(shown);
    }
}
