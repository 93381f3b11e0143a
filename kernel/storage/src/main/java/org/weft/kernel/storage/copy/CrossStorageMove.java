/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.copy.TreeCopier.Purpose;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Traits;

/**
 * Moves between storages: a whole copy is made under a hidden name and shown in one step, then the original is deleted, if
 * it still is what was copied. At every moment there is at least one whole of it. Ids are new; dead properties, labels and grants
 * go along, locks end.
 */
final class CrossStorageMove {

    private static final Logger LOG = LoggerFactory.getLogger(CrossStorageMove.class);

    private final FileService files;
    private final CopyService copying;

    CrossStorageMove(FileService files, CopyService copying) {
        this.files = files;
        this.copying = copying;
    }

    WriteResult move(Caller caller, Target from, Target to, MoveRequest request) {
        Location source = files.placeOf(caller, from);
        Location target = files.placeToWrite(caller, to);
        Resource original = files.stat(caller, from, StatSpec.node());
        for (Right right :
                List.of(Right.MOVE, Right.DELETE, original.isFolder() ? Right.LIST_CONTAINER : Right.DOWNLOAD)) {
            SpaceAccess.require(original.rights(), right);
        }
        target.require(Right.UPLOAD);
        request.source().check(original.node());
        requireFree(caller, source, original, request);
        Optional<Node> there = copying.existing(caller, to);
        if (there.isPresent() && !request.overwrite()) {
            throw new AlreadyExists("the target exists already");
        }
        request.change().precondition().check(there.orElse(null));
        WriteResult result =
                copying.beside(caller, to, original, request, Purpose.MOVE, (copies, hidden, conditions) -> {
                    copies.node(from, hidden, original, true, conditions);
                    requireSame(caller, from, original);
                });
        takeAway(caller, from, original, to, result, request);
        return result;
    }

    /**
     * Refuses now what would be refused after everything was copied: a lock in the way, and a folder of a storage that
     * could not tell whether something below it changed meanwhile.
     */
    private void requireFree(Caller caller, Location source, Resource original, MoveRequest request) {
        source.run(driver -> {
            if (original.isFolder() && !driver.traits().has(Traits.Trait.FOLDER_ETAG_PROPAGATES)) {
                throw new Unsupported(
                        "storage '" + source.mount().name() + "' can't tell whether a folder changes while"
                                + " it is moved to another storage: copy it, then delete it");
            }
            Node node = original.node();
            List<Node> parents = node.parent().isPresent()
                    ? List.of(driver.stat(
                            caller, Ref.id(node.space(), node.parent().get())))
                    : List.of();
            Affected affected = new Affected(node.space(), parents, node.path(), Optional.of(node), Optional.empty());
            files.guard(caller, source, driver, ChangeKind.DELETE, Right.DELETE, shown(request))
                    .check(affected);
            return true;
        });
    }

    private static WriteConditions shown(MoveRequest request) {
        return new WriteConditions(
                Precondition.none(),
                request.change().lockTokens(),
                WriteConditions.plain().condition());
    }

    private void requireSame(Caller caller, Target from, Resource original) {
        Node now;
        try {
            now = files.stat(caller, from, StatSpec.node()).node();
        } catch (NotFound gone) {
            throw TreeCopier.changed(original);
        }
        if (!now.id().equals(original.node().id())
                || !now.etag().equals(original.node().etag())) {
            throw TreeCopier.changed(original);
        }
    }

    /** Deletes the original, if it is what was copied; else takes the copy away again, if its name was free before. */
    private void takeAway(
            Caller caller, Target from, Resource original, Target to, WriteResult result, MoveRequest request) {
        WriteConditions same = new WriteConditions(
                Precondition.etag(original.node().etag()),
                request.change().lockTokens(),
                WriteConditions.plain().condition());
        try {
            files.delete(caller, from, same);
        } catch (NotFound gone) {
            LOG.atDebug().addKeyValue("name", original.name()).log("original-gone-already");
        } catch (PreconditionFailed changed) {
            giveUp(caller, to, result, request);
            throw result.created()
                    ? TreeCopier.changed(original)
                    : new Conflict("'" + original.name()
                            + "' changed while it was moved; it stays where it was, and what was copied has replaced"
                            + " the target");
        } catch (Locked | Forbidden | Conflict refused) {
            giveUp(caller, to, result, request);
            throw refused;
        }
    }

    private void giveUp(Caller caller, Target to, WriteResult result, MoveRequest request) {
        if (!result.created()) {
            return;
        }
        WriteConditions same = new WriteConditions(
                Precondition.etag(result.resource().node().etag()),
                request.change().lockTokens(),
                WriteConditions.plain().condition());
        try {
            files.deletePermanently(caller, to, same);
        } catch (WeftException failure) {
            LOG.atWarn().addKeyValue("reason", failure.text()).log("copy-of-failed-move-left");
        }
    }
}
