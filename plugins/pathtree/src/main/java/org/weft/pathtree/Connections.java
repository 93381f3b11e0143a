/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Health;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;

/**
 * The connections to a server that serves one caller at a time on each: a bounded number, made when they are needed and kept for
 * the next. Two are kept from transfers, so that a short question never waits for a long download. Where a server does not answer,
 * what is kept is given up, and nobody tries it again for two seconds. Thread-safe.
 *
 * @param <C> a connection
 */
public final class Connections<C> implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int KEPT_FROM_TRANSFERS = 2;

    private final String server;
    private final Duration timeout;
    private final Dialer<C> dialer;
    private final Semaphore room;
    private final Semaphore transfers;
    private final ReentrantLock connecting = new ReentrantLock(true);
    private final ReentrantLock guarding = new ReentrantLock();
    private final Deque<C> idle = new ArrayDeque<>();
    private boolean isClosed;

    private volatile String trouble = "";
    private volatile long pausedUntil = System.nanoTime();

    /** How a connection is made, and how it ends. Thread-safe. */
    public interface Dialer<C> {

        /** Makes one, in bounded time. What it throws says in words why there is none. */
        C connect() throws IOException;

        /** Whether it can still be used, as far as is known without asking. */
        boolean isOpen(C connection);

        /** Ends it, whatever is under way. Neither waits nor throws; may be called again. */
        void hangUp(C connection);
    }

    /**
     * Connections to a server; none is made yet.
     *
     * @param server what names it in messages
     * @param most how many there are at a time; at least three
     * @param timeout how long to wait for one while all are busy
     */
    public Connections(String server, int most, Duration timeout, Dialer<C> dialer) {
        if (most <= KEPT_FROM_TRANSFERS) {
            throw new IllegalArgumentException("at least " + (KEPT_FROM_TRANSFERS + 1) + " connections are needed");
        }
        this.server = server;
        this.timeout = timeout;
        this.dialer = dialer;
        this.room = new Semaphore(most, true);
        this.transfers = new Semaphore(most - KEPT_FROM_TRANSFERS, true);
    }

    /**
     * Something done on a connection. A {@link FileSystemException} and a {@link WeftException} mean that the server has answered, and
     * refuses; anything else that it throws ends the connection.
     */
    @FunctionalInterface
    public interface Use<C, T> {
        T of(C connection) throws IOException;
    }

    /** Does something short. */
    public <T> T call(Use<C, T> use) throws IOException {
        try (Lent lent = take(false)) {
            lent.done();
            return lent.call(use);
        }
    }

    /** Lends a connection for a transfer, which says when it is {@linkplain Lent#done done}. */
    public Lent lend() throws IOException {
        return take(true);
    }

    /** A connection that is lent to one caller. For one thread at a time. */
    public final class Lent implements AutoCloseable {
        private final C connection;
        private final boolean isTransfer;
        private boolean isDone;
        private boolean isReturned;

        Lent(C connection, boolean isTransfer) {
            this.connection = connection;
            this.isTransfer = isTransfer;
        }

        /** Does something on it, as {@link Connections#call} does. */
        public <T> T call(Use<C, T> use) throws IOException {
            boolean isAnswered = false;
            try {
                T answer = use.of(connection);
                isAnswered = true;
                return answer;
            } catch (FileSystemException | WeftException refused) {
                isAnswered = true;
                throw refused;
            } finally {
                if (!isAnswered) {
                    isDone = false;
                    dialer.hangUp(connection); // at once, so that what follows on it does not wait
                    forgetIdle();
                }
            }
        }

        /** Nothing is open or under way on it, so that it may serve others. Without this it ends when it is given back. */
        public void done() {
            isDone = true;
        }

        @Override
        public void close() {
            if (isReturned) {
                return;
            }
            isReturned = true;
            try {
                if (!isDone || !keep(connection)) {
                    dialer.hangUp(connection);
                }
            } finally {
                release(isTransfer);
            }
        }
    }

    private Lent take(boolean isTransfer) throws IOException {
        acquire(isTransfer);
        boolean isTaken = false;
        try {
            @Nullable C kept = fromIdle();
            Lent lent = new Lent(kept == null ? connect() : kept, isTransfer);
            isTaken = true;
            return lent;
        } finally {
            if (!isTaken) {
                release(isTransfer);
            }
        }
    }

    private void acquire(boolean isTransfer) {
        try {
            if (isTransfer && !transfers.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            boolean isGranted = false;
            try {
                isGranted = room.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                if (!isGranted && isTransfer) {
                    transfers.release();
                }
            }
            if (!isGranted) {
                throw busy();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the wait for a connection was broken off", interrupted);
        }
    }

    private Unavailable busy() {
        return new Unavailable("all connections to " + server + " are busy; try again later");
    }

    private void release(boolean isTransfer) {
        room.release();
        if (isTransfer) {
            transfers.release();
        }
    }

    private @Nullable C fromIdle() {
        guarding.lock();
        try {
            for (C connection = idle.poll(); connection != null; connection = idle.poll()) {
                if (dialer.isOpen(connection)) {
                    return connection;
                }
                dialer.hangUp(connection);
            }
            return null;
        } finally {
            guarding.unlock();
        }
    }

    private boolean keep(C connection) {
        guarding.lock();
        try {
            return !isClosed && dialer.isOpen(connection) && idle.offerFirst(connection);
        } finally {
            guarding.unlock();
        }
    }

    private void forgetIdle() {
        List<C> forgotten;
        guarding.lock();
        try {
            forgotten = new ArrayList<>(idle);
            idle.clear();
        } finally {
            guarding.unlock();
        }
        forgotten.forEach(dialer::hangUp);
    }

    /** One after the other, since servers drop many that come at once. */
    private C connect() throws IOException {
        connecting.lock();
        try {
            if (!trouble.isEmpty() && System.nanoTime() - pausedUntil < 0) {
                throw new Unavailable(server + " can't be reached; try again later");
            }
            C connection = dialer.connect();
            trouble = "";
            return connection;
        } catch (IOException failure) {
            trouble = server + " can't be used: " + failure.getMessage();
            pausedUntil = System.nanoTime() + PAUSE.toNanos();
            throw new IOException(trouble, failure);
        } finally {
            connecting.unlock();
        }
    }

    /** How the server was when it was last called. */
    public Health health() {
        String reason = trouble;
        return reason.isEmpty() ? Health.up() : Health.down(reason);
    }

    /** Ends those that are kept at once, and the others when they are given back. Idempotent. */
    @Override
    public void close() {
        guarding.lock();
        try {
            isClosed = true;
        } finally {
            guarding.unlock();
        }
        forgetIdle();
    }
}
