/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Symlinks;

/** Links are entries with a target and nothing else. */
final class MemorySymlinks implements Symlinks {

    private final MemoryStore store;
    private final CoreMemoryDriver core;
    private final MemoryLockGuards guards;

    MemorySymlinks(MemoryStore store, CoreMemoryDriver core, MemoryLockGuards guards) {
        this.store = store;
        this.core = core;
        this.guards = guards;
    }

    @Override
    public Node make(Caller who, Ref target, String pointsTo, MakeSpec spec) throws IOException {
        int depth = store.locked(() -> core.tree().slot(target).parent().path().depth());
        if (pointsTo.isEmpty() || pointsTo.startsWith("/") || leaves(pointsTo, depth)) {
            throw new InvalidArgument("a link points to something within its storage, relative to its folder");
        }
        return core.writes()
                .make(
                        target,
                        guards.judging(who, spec),
                        place -> core.steps().make(place, spec, Kind.SYMLINK, pointsTo));
    }

    private static boolean leaves(String pointsTo, int depth) {
        int at = depth;
        for (String name : pointsTo.split("/")) {
            at += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
            if (at < 0) {
                return true;
            }
        }
        return false;
    }
}
