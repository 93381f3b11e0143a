/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.ocm.remote.RemoteLocations.At;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Right;

/** Moves within one place at another server. */
final class RemoteMove {

    private final DavClient calls;
    private final RemoteStat stat;

    RemoteMove(DavClient calls, RemoteStat stat) {
        this.calls = calls;
        this.stat = stat;
    }

    /** Moves to a place whose name can be, neither of the two the top of a share. */
    Node move(At source, At target, MoveSpec spec) throws IOException {
        if (!source.topPath().equals(target.topPath())) {
            throw new Unsupported("nothing is moved from one share to another");
        }
        Node node = stat.stat(source);
        Node present = stat.find(target);
        requireMovable(source, target, spec, present);
        spec.source().check(node);
        spec.target().check(present);
        if (present != null && !spec.overwrite()) {
            throw new AlreadyExists("there is a node at /" + target.path() + " already");
        }
        Affected affected = moving(source, target, node, present);
        RemoteNodes.require(node, Right.MOVE);
        RemoteNodes.require(affected.parents().getLast(), node.isFolder() ? Right.CREATE_CONTAINER : Right.UPLOAD);
        if (present != null) {
            RemoteNodes.require(present, Right.DELETE);
        }
        spec.guard().check(affected);
        RemoteCommits.commit(spec.guard(), affected, () -> {
            Map<String, String> headers = ConditionHeaders.of(spec.source(), OnConflict.REPLACE);
            headers.put("Destination", target.url(node.isFolder()).toString());
            headers.put("Overwrite", spec.overwrite() ? "T" : "F");
            moveThere(source, target, node, headers, spec);
            return true;
        });
        return stat.stat(target);
    }

    private static void requireMovable(At source, At target, MoveSpec spec, @Nullable Node present) {
        if (source.path().equals(target.path())) {
            throw new Forbidden("a node is not moved onto itself");
        }
        if (target.path().startsWith(source.path())) {
            throw new Conflict("a folder is not moved into itself");
        }
        if (present != null && spec.overwrite() && source.path().startsWith(target.path())) {
            throw new Conflict("a folder is not replaced by what is in it");
        }
    }

    private Affected moving(At source, At target, Node node, @Nullable Node present) throws IOException {
        List<Node> parents = new ArrayList<>(List.of(stat.parent(source)));
        if (!target.path().parent().equals(source.path().parent())) {
            parents.add(stat.parent(target));
        }
        return new Affected(target.space(), parents, target.path(), Optional.of(node), Optional.ofNullable(present));
    }

    private void moveThere(At source, At target, Node node, Map<String, String> headers, MoveSpec spec)
            throws IOException {
        try {
            calls.change(source.remote(), "MOVE", source.url(node.isFolder()), headers);
        } catch (PreconditionFailed failed) {
            if (!spec.overwrite() && stat.find(target) != null) {
                throw new AlreadyExists("there is a node at /" + target.path() + " by now");
            }
            throw failed;
        }
    }
}
