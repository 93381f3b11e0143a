/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock;

/**
 * Whoever sends a file, in one request.
 *
 * @param caller on whose behalf
 * @param still throws {@code Unauthenticated} or {@code Forbidden} when they would not be let in any more; asked at the commit
 * @param lockHolder the application whose lock is shown, where the sender names one
 */
public record UploadSender(Caller caller, Runnable still, Optional<String> lockHolder) {

    /** Who names no application. */
    public UploadSender(Caller caller, Runnable still) {
        this(caller, still, Optional.empty());
    }

    /** Who says for which application. */
    public UploadSender holding(String application) {
        return new UploadSender(caller, still, Optional.of(application));
    }

    /** Refuses another application than the one whose lock is shown; asked at the commit. */
    void requireHolder(List<Lock> locks, Set<String> shown) {
        boolean foreign = lockHolder.isPresent()
                && locks.stream()
                        .anyMatch(lock -> shown.contains(lock.id())
                                && lock.app().isPresent()
                                && !lock.app().equals(lockHolder));
        if (foreign) {
            throw new Locked("the lock that is shown belongs to another application");
        }
    }

    /** Whoever is judged by nothing but their rights. */
    public static UploadSender of(Caller caller) {
        return new UploadSender(caller, () -> {});
    }
}
