/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Lock;

/**
 * Locks as WOPI knows them: they belong to the file and to whoever names them, so that several users of the application edit
 * together. They end thirty minutes after they were taken or refreshed. All of them are in the kernel's one table.
 */
final class Locks {

    static final Duration LIFETIME = Duration.ofMinutes(30);

    private final Call call;

    Locks(Call call) {
        this.call = call;
    }

    /** Takes a lock, or refreshes it; with an old one, takes its place. */
    void lock() throws IOException {
        call.requireWriting();
        String id = call.requireLock();
        Optional<String> old = call.header("X-WOPI-OldLock").map(Call::sound);
        if (old.isPresent()) {
            swap(old.get(), id);
            return;
        }
        Optional<Lock> current = call.access().currentLock();
        if (current.isPresent()) {
            swap(id, id);
            return;
        }
        try {
            call.access().lock(id, LIFETIME);
            done();
        } catch (Locked quicker) {
            swap(id, id); // it may be the same lock, of another window
        }
    }

    void refresh() throws IOException {
        call.requireWriting();
        String id = call.requireLock();
        swap(id, id);
    }

    /** The kernel swaps in one step, so nobody else comes in between. */
    private void swap(String expected, String next) throws IOException {
        Optional<String> held = held(expected);
        if (held.isEmpty()) {
            call.conflict();
            return;
        }
        try {
            call.access().refreshLock(held.get(), next, LIFETIME);
            done();
        } catch (Locked | PreconditionFailed lost) {
            call.conflict();
        }
    }

    /** The lock that a text names, as it was taken. */
    private Optional<String> held(String shown) throws IOException {
        return call.access()
                .currentLock()
                .filter(lock -> call.names(shown, lock))
                .map(Lock::id);
    }

    void unlock() throws IOException {
        call.requireWriting();
        String id = call.requireLock();
        Optional<String> held = held(id);
        if (held.isEmpty()) {
            call.conflict();
            return;
        }
        try {
            call.access().unlock(held.get());
            done();
        } catch (PreconditionFailed lost) {
            call.conflict();
        }
    }

    /** Tells the lock; the header is there without one, too. */
    void get() throws IOException {
        Optional<Lock> current = call.access().currentLock();
        call.lockHeader(current);
        call.empty(current.isEmpty() || call.isOurs(current.get()) ? 200 : 409);
    }

    private void done() throws IOException {
        call.versionHeader(call.access().stat());
        call.empty(200);
    }
}
