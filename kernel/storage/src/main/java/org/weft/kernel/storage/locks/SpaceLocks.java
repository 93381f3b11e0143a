/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.weft.kernel.storage.db.LockRow;
import org.weft.spi.storage.NodeId;

/** The locks of one space, or of some, at one moment. Immutable. */
public final class SpaceLocks {

    public static final SpaceLocks EMPTY = new SpaceLocks(0, List.of());

    private final long revision;
    private final List<LockRow> locks;
    private final Map<NodeId, List<LockRow>> byNode = new HashMap<>();
    private final List<LockRow> deep = new ArrayList<>();
    private final Instant firstEnd;
    private final boolean guests;

    SpaceLocks(long revision, List<LockRow> locks) {
        this.revision = revision;
        this.locks = List.copyOf(locks);
        Instant end = Instant.MAX;
        for (LockRow lock : locks) {
            byNode.computeIfAbsent(lock.node(), node -> new ArrayList<>(1)).add(lock);
            if (lock.coversBelow()) {
                deep.add(lock);
            }
            end = lock.lock().expires().isBefore(end) ? lock.lock().expires() : end;
        }
        this.firstEnd = end;
        this.guests = locks.stream().anyMatch(LockRow::isGuests);
    }

    /** Changes when a lock is added; equal revisions mean that no lock has come. */
    long revision() {
        return revision;
    }

    public boolean isEmpty() {
        return locks.isEmpty();
    }

    public List<LockRow> all() {
        return locks;
    }

    /** The locks set on a node itself. */
    List<LockRow> on(NodeId node) {
        return byNode.getOrDefault(node, List.of());
    }

    /** The locks on folders that cover all below. */
    List<LockRow> deep() {
        return deep;
    }

    /** Without those that have ended. */
    SpaceLocks at(Instant now) {
        return now.isBefore(firstEnd)
                ? this
                : new SpaceLocks(
                        revision,
                        locks.stream()
                                .filter(lock -> now.isBefore(lock.lock().expires()))
                                .toList());
    }

    /** Whether somebody without an account holds one of them. */
    boolean hasGuests() {
        return guests;
    }

    SpaceLocks where(Predicate<LockRow> wanted) {
        return new SpaceLocks(revision, locks.stream().filter(wanted).toList());
    }

    /** The locks that have ended. */
    List<LockRow> expired(Instant now) {
        return now.isBefore(firstEnd)
                ? List.of()
                : locks.stream()
                        .filter(lock -> !now.isBefore(lock.lock().expires()))
                        .toList();
    }

    /** The locks of both. */
    SpaceLocks and(SpaceLocks other) {
        if (other.isEmpty()) {
            return isEmpty() ? new SpaceLocks(revision + other.revision, List.of()) : withRevision(other);
        }
        List<LockRow> both = new ArrayList<>(locks);
        both.addAll(other.locks);
        return new SpaceLocks(revision + other.revision, both);
    }

    private SpaceLocks withRevision(SpaceLocks other) {
        return other.revision == 0 ? this : new SpaceLocks(revision + other.revision, locks);
    }
}
