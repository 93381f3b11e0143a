/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.app;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.NodeId;

/** The locks of a site in memory; changes of files are judged by them in one step. Thread-safe. */
final class SiteLocks {

    private final Clock clock;
    private final ReentrantLock guarding = new ReentrantLock();
    private final Map<NodeId, Lock> locks = new HashMap<>();

    SiteLocks(Clock clock) {
        this.clock = clock;
    }

    private <T> T guarded(Callable<T> step) throws IOException {
        guarding.lock();
        try {
            return step.call();
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception other) {
            throw new IllegalStateException(other);
        } finally {
            guarding.unlock();
        }
    }

    private Optional<Lock> held(NodeId node) {
        return Optional.ofNullable(locks.get(node))
                .filter(lock -> clock.instant().isBefore(lock.expires()));
    }

    Optional<Lock> of(NodeId node) throws IOException {
        return guarded(() -> held(node));
    }

    Lock take(Lock wanted) throws IOException {
        return guarded(() -> {
            if (held(wanted.node()).isPresent()) {
                throw new Locked("the file is locked");
            }
            locks.put(wanted.node(), wanted);
            return wanted;
        });
    }

    Lock refresh(String expected, Lock next) throws IOException {
        return guarded(() -> {
            requireHeld(next.node(), expected);
            locks.put(next.node(), next);
            return next;
        });
    }

    void end(NodeId node, String id) throws IOException {
        guarded(() -> {
            requireHeld(node, id);
            locks.remove(node);
            return true;
        });
    }

    private void requireHeld(NodeId node, String id) {
        if (held(node).filter(lock -> lock.id().equals(id)).isEmpty()) {
            throw new PreconditionFailed("the lock is not there any more");
        }
    }

    /**
     * Changes a file while nobody locks or unlocks it.
     *
     * @param shown the lock that the change holds
     */
    <T> T change(NodeId node, Optional<String> shown, Callable<T> step) throws IOException {
        return guarded(() -> {
            if (shown.isPresent()) {
                requireHeld(node, shown.get());
            } else if (held(node).isPresent()) {
                throw new Locked("the file is locked");
            }
            return step.call();
        });
    }
}
