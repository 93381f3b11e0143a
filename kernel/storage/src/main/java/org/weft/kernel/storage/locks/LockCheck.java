/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.db.LockRow;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.StorageDriver;

/**
 * Judges one change by the kernel's locks and the request's condition (RFC 4918, sections 7, 9.6 to 9.9), and ends
 * afterwards the locks of nodes that are gone. Where no lock is held in the space it costs no look-up.
 */
final class LockCheck implements CommitParticipant {

    private static final Logger LOG = LoggerFactory.getLogger(LockCheck.class);

    private final Caller caller;
    private final Mount mount;
    private final StorageDriver driver;
    private final ChangeKind kind;
    private final WriteConditions conditions;
    private final LockCache cache;
    private final boolean keepsLocks;
    private @Nullable LockedPaths paths;
    private long pathsOf;
    private List<LockRow> ended = List.of();

    LockCheck(
            Caller caller,
            Mount mount,
            StorageDriver driver,
            ChangeKind kind,
            WriteConditions conditions,
            LockCache lockCache) {
        this.caller = caller;
        this.mount = mount;
        this.driver = driver;
        this.kind = kind;
        this.conditions = conditions;
        this.cache = lockCache;
        this.keepsLocks = LockRules.keptHere(mount, driver);
    }

    @Override
    public void judge(Affected what) throws IOException {
        ended = judge(what, view(spaces(what)));
    }

    @Override
    public Runnable prepare(Affected what) {
        List<LockRow> theirs = ended;
        return theirs.isEmpty() ? NOTHING : () -> end(theirs);
    }

    /** The change has been made by then, so a failure here fails nothing. */
    private void end(List<LockRow> theirs) {
        Map<SpaceKey, List<LockRow>> bySpace = new HashMap<>();
        theirs.forEach(lock -> bySpace.computeIfAbsent(lock.space(), space -> new ArrayList<>())
                .add(lock));
        try {
            bySpace.forEach((space, locks) -> cache.change(space, locks, List.of()));
        } catch (WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", failure.text())
                    .log("leavings-kept");
        }
    }

    private Set<SpaceKey> spaces(Affected what) {
        Set<SpaceKey> spaces = new LinkedHashSet<>();
        spaces.add(new SpaceKey(mount.storageId(), what.space()));
        what.source().ifPresent(source -> spaces.add(new SpaceKey(mount.storageId(), source.space())));
        return spaces;
    }

    private SpaceLocks view(Set<SpaceKey> spaces) {
        SpaceLocks view = SpaceLocks.EMPTY;
        if (keepsLocks) {
            for (SpaceKey space : spaces) {
                view = view.and(cache.of(space));
            }
        }
        return view;
    }

    /** Judges; returns the locks that end with the change. */
    private List<LockRow> judge(Affected what, SpaceLocks view) throws IOException {
        Optional<Node> target = target(what);
        if (view.isEmpty()) {
            conditions.condition().judge(target, List.of());
            return List.of();
        }
        LockedPaths at = pathsFor(view, what);
        conditions.condition().judge(target, protecting(what, target, view, at));
        for (Node parent : what.parents()) {
            requireTokens(parent, view, at);
        }
        List<LockRow> gone = new ArrayList<>();
        if (what.source().isPresent()) {
            Node source = what.source().get();
            requireTokens(source, view, at);
            if (kind != ChangeKind.WRITE) {
                requireTokensBelow(source, view, at).stream()
                        .filter(lock -> !survivesMove(lock, source, what))
                        .forEach(gone::add);
            }
        }
        if (what.replaced().isPresent()) {
            requireTokens(what.replaced().get(), view, at);
            gone.addAll(requireTokensBelow(what.replaced().get(), view, at));
        }
        return gone;
    }

    /**
     * WebDAV's locks end when a resource is moved (RFC 4918, section 7.5). Those of applications are locks of the file: an
     * office that renames what it edits goes on editing it.
     */
    private boolean survivesMove(LockRow lock, Node source, Affected what) {
        return kind == ChangeKind.MOVE
                && lock.lock().app().isPresent()
                && lock.node().equals(source.id())
                && source.space().equals(what.space());
    }

    /** What is at the place of the change now. */
    private Optional<Node> target(Affected what) {
        return kind == ChangeKind.MOVE ? what.replaced() : what.replaced().or(what::source);
    }

    private LockedPaths pathsFor(SpaceLocks view, Affected what) {
        LockedPaths at = paths;
        if (at == null || pathsOf != view.revision()) {
            at = new LockedPaths(caller, driver);
        }
        at.forgetFolders();
        what.parents().forEach(at::know);
        what.source().ifPresent(at::know);
        what.replaced().ifPresent(at::know);
        paths = at;
        pathsOf = view.revision();
        return at;
    }

    /** The locks that protect the target; those of its folder when nothing is there. */
    private static List<Lock> protecting(Affected what, Optional<Node> target, SpaceLocks view, LockedPaths at)
            throws IOException {
        List<Node> nodes = target.isPresent()
                ? List.of(target.get())
                : what.parents().stream()
                        .filter(parent -> parent.path().equals(what.target().parent()))
                        .toList();
        List<Lock> locks = new ArrayList<>();
        for (Node node : nodes) {
            locks.addAll(LockRules.locks(at.covering(view, node.id(), node.path())));
        }
        return locks;
    }

    private void requireTokens(Node node, SpaceLocks view, LockedPaths at) throws IOException {
        List<Lock> covering = LockRules.locks(at.covering(view, node.id(), node.path()));
        LockRules.pass(caller, covering, conditions.lockTokens(), node.name());
    }

    /** Passes all that lies below, and tells the locks that are on or below. */
    private List<LockRow> requireTokensBelow(Node node, SpaceLocks view, LockedPaths at) throws IOException {
        List<LockRow> whole = new ArrayList<>(at.below(view, node));
        for (LockRow lock : whole) {
            var path = at.path(lock).orElse(node.path());
            List<Lock> covering = LockRules.locks(at.covering(view, lock.node(), path));
            LockRules.pass(caller, covering, conditions.lockTokens(), path.name());
        }
        whole.addAll(view.on(node.id()));
        return whole;
    }
}
