/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The threads that digest beside those that read and write: no more than there are processors without one, for beyond that
 * they would only take turns, and each holds half a megabyte. Thread-safe.
 */
final class DigestThreads {

    private final Executor executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free;

    /** @param most how many there are at a time */
    DigestThreads(int most) {
        this.free = new Semaphore(most);
    }

    /** One that goes on with a digest; empty when all are taken. It is given back by {@link #ended}. */
    Optional<ParallelDigest> digesting(MessageDigest digest) {
        return free.tryAcquire() ? Optional.of(new ParallelDigest(digest, executor)) : Optional.empty();
    }

    void ended(ParallelDigest aside) {
        aside.close();
        free.release();
    }
}
