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
import org.weft.kernel.storage.db.StoredLock;
import org.weft.spi.storage.NodeId;

/** The locks of one space, or of some, at one moment. Immutable. */
public final class LockView {

    public static final LockView EMPTY = new LockView(0, List.of());

    private final long revision;
    private final List<StoredLock> locks;
    private final Map<NodeId, List<StoredLock>> byNode = new HashMap<>();
    private final List<StoredLock> deep = new ArrayList<>();
    private final Instant firstEnd;
    private final boolean guests;

    LockView(long revision, List<StoredLock> locks) {
        this.revision = revision;
        this.locks = List.copyOf(locks);
        Instant end = Instant.MAX;
        for (StoredLock lock : locks) {
            byNode.computeIfAbsent(lock.node(), node -> new ArrayList<>(1)).add(lock);
            if (lock.coversBelow()) {
                deep.add(lock);
            }
            end = lock.lock().expires().isBefore(end) ? lock.lock().expires() : end;
        }
        this.firstEnd = end;
        this.guests = locks.stream().anyMatch(StoredLock::isGuests);
    }

    /** Changes when a lock is added; equal revisions mean that no lock has come. */
    long revision() {
        return revision;
    }

    public boolean isEmpty() {
        return locks.isEmpty();
    }

    public List<StoredLock> all() {
        return locks;
    }

    /** The locks set on a node itself. */
    List<StoredLock> on(NodeId node) {
        return byNode.getOrDefault(node, List.of());
    }

    /** The locks on folders that cover all below. */
    List<StoredLock> deep() {
        return deep;
    }

    /** Without those that have ended. */
    LockView at(Instant now) {
        return now.isBefore(firstEnd)
                ? this
                : new LockView(
                        revision,
                        locks.stream()
                                .filter(lock -> now.isBefore(lock.lock().expires()))
                                .toList());
    }

    /** Whether somebody without an account holds one of them. */
    boolean hasGuests() {
        return guests;
    }

    LockView where(Predicate<StoredLock> wanted) {
        return new LockView(revision, locks.stream().filter(wanted).toList());
    }

    /** The locks that have ended. */
    List<StoredLock> expired(Instant now) {
        return now.isBefore(firstEnd)
                ? List.of()
                : locks.stream()
                        .filter(lock -> !now.isBefore(lock.lock().expires()))
                        .toList();
    }

    /** The locks of both. */
    LockView and(LockView other) {
        if (other.isEmpty()) {
            return isEmpty() ? new LockView(revision + other.revision, List.of()) : withRevision(other);
        }
        List<StoredLock> both = new ArrayList<>(locks);
        both.addAll(other.locks);
        return new LockView(revision + other.revision, both);
    }

    private LockView withRevision(LockView other) {
        return other.revision == 0 ? this : new LockView(revision + other.revision, locks);
    }
}
