/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitGuard;
import org.weft.kernel.storage.copy.TreeCopier.Purpose;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OverlapCheck;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.ServerCopy;

/**
 * Copies: by the driver where it can, else by streaming into a hidden sibling of the target that takes the target's
 * place in one move, so that a copy that breaks off leaves nothing behind and never harms what was there.
 */
public final class CopyService {

    private static final Logger LOG = LoggerFactory.getLogger(CopyService.class);

    private final FileService files;
    private final PendingCopies pendingCopies;
    private final CrossStorageMove carrying;

    public CopyService(FileService files, PendingCopies pendingCopies) {
        this.files = files;
        this.pendingCopies = pendingCopies;
        this.carrying = new CrossStorageMove(files, this);
    }

    /** Moves a resource. Ids stay within a storage; to another storage it goes by way of a copy, with ids of its own. */
    public WriteResult move(Caller caller, Target from, Target to, MoveRequest request) {
        return files.moveWithin(caller, from, to, request).orElseGet(() -> carrying.move(caller, from, to, request));
    }

    /**
     * Copies a resource; ids are new.
     *
     * @param deep whether a folder is copied with all below it
     */
    public WriteResult copy(Caller caller, Target from, Target to, boolean deep, MoveRequest request) {
        Location source = files.placeOf(caller, from);
        Location target = files.placeToWrite(caller, to);
        target.require(Right.UPLOAD);
        target.requireNotTop("replaced");
        Resource original = files.stat(caller, from, StatSpec.node());
        SpaceAccess.require(original.rights(), original.isFolder() ? Right.LIST_CONTAINER : Right.DOWNLOAD);
        if (original.isFolder()) {
            target.require(Right.CREATE_CONTAINER);
        }
        requireApart(caller, original, source, target);
        if (source.mount().storageId().equals(target.mount().storageId())) {
            Optional<WriteResult> done = byDriver(caller, source, target, deep, request);
            if (done.isPresent()) {
                return done.get();
            }
        }
        request.source().check(original.node());
        Optional<Node> there = existing(caller, to);
        if (there.isPresent() && !request.overwrite()) {
            throw new AlreadyExists("the target exists already");
        }
        request.change().precondition().check(there.orElse(null));
        if (original.isFolder() || there.filter(Node::isFolder).isPresent()) {
            return throughSibling(caller, from, to, original, deep, request);
        }
        return file(caller, from, to, original, request);
    }

    Optional<Node> existing(Caller caller, Target target) {
        try {
            return Optional.of(files.stat(caller, target, StatSpec.node()).node());
        } catch (WeftException.NotFound missing) {
            return Optional.empty();
        }
    }

    /** Refuses a copy onto, into or over what it is taken from, by whichever addresses these are named. */
    private static void requireApart(Caller caller, Resource original, Location source, Location target) {
        if (source.mount().storageId().equals(target.mount().storageId())) {
            RelPath to = target.run(driver -> switch (target.ref()) {
                case Ref.ByPath byPath -> byPath.path();
                case Ref.ById byId ->
                    driver.stat(caller, new Ref.ById(byId.space(), byId.id(), RelPath.root()))
                            .path()
                            .resolve(byId.path());
            });
            OverlapCheck.require(original.node().path(), to);
        }
    }

    private Optional<WriteResult> byDriver(
            Caller caller, Location source, Location target, boolean deep, MoveRequest request) {
        return target.transferFrom(source, driver -> {
            Optional<ServerCopy> copy = driver.copy();
            boolean closed = source.access().hasDenials(); // the driver would copy what the caller can't see
            if (copy.isEmpty() || closed || target.mount().disabled().contains("copy")) {
                return Optional.empty();
            }
            CommitGuard guard = files.guard(caller, target, driver, ChangeKind.WRITE, Right.UPLOAD, request.change());
            MoveSpec spec = new MoveSpec(
                    request.overwrite(),
                    request.source(),
                    request.change().precondition(),
                    guard,
                    request.change().lockTokens());
            try {
                Node node = copy.get().copy(caller, source.ref(), target.ref(), deep, spec, copied -> {
                    files.copyExtras(source, target, copied);
                    return true;
                });
                return Optional.of(new WriteResult(target.toResource(node), guard.targetWasFree()));
            } catch (Unsupported notThisOne) {
                return Optional.empty();
            }
        });
    }

    private WriteResult file(Caller caller, Target from, Target to, Resource original, MoveRequest request) {
        CopyProgress progress = progress(original, files.placeOf(caller, to), () -> {}, request);
        WriteResult result = new TreeCopier(files, caller, Purpose.COPY, progress).file(from, to, original, request);
        progress.end();
        return result;
    }

    private CopyProgress progress(Resource original, Location target, Runnable alive, MoveRequest request) {
        String from = original.id().storage();
        return new CopyProgress(pendingCopies.clock(), from, target.mount().storageId(), alive, request.goesOn());
    }

    private WriteResult throughSibling(
            Caller caller, Target from, Target to, Resource original, boolean deep, MoveRequest request) {
        return beside(caller, to, original, request, Purpose.COPY, (copies, hidden, conditions) -> {
            copies.node(from, hidden, original, deep, conditions);
        });
    }

    /** Makes something under a hidden name. */
    @FunctionalInterface
    interface Making {
        void make(TreeCopier copies, Target hidden, WriteConditions conditions);
    }

    /**
     * Makes something under a hidden name beside its place, and shows it in one move. What breaks off leaves nothing
     * behind, or a hidden rest that a sweep takes away.
     */
    WriteResult beside(
            Caller caller, Target to, Resource original, MoveRequest request, Purpose purpose, Making making) {
        Target folder =
                to.parent().orElseThrow(() -> new Unsupported("name the target by its folder and a path below it"));
        PendingCopies.Copy copy = pendingCopies.begin(caller, parent(caller, folder));
        Target hidden = folder.resolve(copy.name());
        WriteConditions shown = shown(request);
        boolean done = false;
        try {
            CopyProgress progress = progress(original, files.placeOf(caller, to), copy::alive, request);
            making.make(new TreeCopier(files, caller, purpose, progress), hidden, shown);
            MoveRequest last = new MoveRequest(request.overwrite(), Precondition.none(), request.change());
            WriteResult result = move(caller, hidden, to, last);
            done = true;
            progress.end();
            copy.end();
            return result;
        } finally {
            if (!done && discard(caller, hidden, shown)) {
                copy.end();
            }
        }
    }

    private Resource parent(Caller caller, Target folder) {
        try {
            return files.stat(caller, folder, StatSpec.node());
        } catch (WeftException.NotFound missing) {
            throw WeftException.NotFound.parent("the folder for the target does not exist");
        }
    }

    /** The same locks are shown for the hidden sibling as for the target. */
    private static WriteConditions shown(MoveRequest request) {
        return new WriteConditions(
                Precondition.none(),
                request.change().lockTokens(),
                WriteConditions.plain().condition());
    }

    /** Takes the unfinished copy away. What made the copy fail is what the caller hears of. */
    private boolean discard(Caller caller, Target hidden, WriteConditions conditions) {
        try {
            files.deletePermanently(caller, hidden, conditions);
            return true;
        } catch (WeftException.NotFound nothingWasMade) {
            return true;
        } catch (WeftException failure) {
            LOG.atWarn().addKeyValue("reason", failure.text()).log("unfinished-copy-left");
            return false;
        }
    }
}
