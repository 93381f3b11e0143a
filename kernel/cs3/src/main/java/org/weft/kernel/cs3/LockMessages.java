/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.LockType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;

/** Locks in CS3's words and in ours. */
final class LockMessages {

    /** How long a lock lasts whose client names no end. */
    private static final Duration DEFAULT = Duration.ofMinutes(30);

    private LockMessages() {}

    static com.cs3.storage.provider.v1beta1.Lock message(Lock lock) {
        com.cs3.storage.provider.v1beta1.Lock.Builder message = com.cs3.storage.provider.v1beta1.Lock.newBuilder()
                .setLockId(lock.id())
                .setType(type(lock.sharing()))
                .setExpiration(Timestamps.message(lock.expires()));
        message.setUser(IdentityMessages.message(lock.holder()));
        lock.app().ifPresent(message::setAppName);
        return message.build();
    }

    private static LockType type(Sharing sharing) {
        return switch (sharing) {
            case SHARED -> LockType.LOCK_TYPE_SHARED;
            case WRITE -> LockType.LOCK_TYPE_WRITE;
            case EXCLUSIVE -> LockType.LOCK_TYPE_EXCL;
        };
    }

    /**
     * What a client asks for.
     *
     * @throws InvalidArgument when it lacks an id or a type, or has ended already
     */
    static LockRequest request(com.cs3.storage.provider.v1beta1.Lock lock, UserId caller, Clock clock) {
        Sharing sharing = switch (lock.getType()) {
            case LOCK_TYPE_SHARED -> Sharing.SHARED;
            case LOCK_TYPE_WRITE -> Sharing.WRITE;
            case LOCK_TYPE_EXCL -> Sharing.EXCLUSIVE;
            case LOCK_TYPE_INVALID, UNRECOGNIZED ->
                throw new InvalidArgument("the lock needs a type: shared, write or exclusive");
        };
        return new LockRequest(
                requireId(lock.getLockId()), sharing, false, caller, app(lock), "", duration(lock, clock.instant()));
    }

    static String requireId(String id) {
        if (id.isEmpty() || id.length() > 1024) {
            throw new InvalidArgument("a lock_id has 1 to 1024 characters");
        }
        return id;
    }

    static Optional<String> app(com.cs3.storage.provider.v1beta1.Lock lock) {
        return lock.getAppName().isEmpty() ? Optional.empty() : Optional.of(lock.getAppName());
    }

    private static Duration duration(com.cs3.storage.provider.v1beta1.Lock lock, Instant now) {
        if (!lock.hasExpiration()) {
            return DEFAULT;
        }
        Duration duration = Duration.between(now, Timestamps.of(lock.getExpiration()));
        if (duration.isNegative() || duration.isZero()) {
            throw new InvalidArgument("the lock's expiration lies in the past");
        }
        return duration;
    }
}
