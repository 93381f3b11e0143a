/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.weft.kernel.identity.directory.Directories;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;

/**
 * The people who share, with their groups, as the directories know them. An answer is good for a minute; longer while no
 * directory can be asked, or one lacks somebody of whom it is not sure yet that they are gone, so that an outage there doesn't
 * take everybody's shares away. Thread-safe.
 */
public final class Sharers {

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Directories directories;
    private final Predicate<UserId> gone;
    private final Consumer<UserId> missed;
    private final Clock clock;
    private final Cache<UserId, Known> known = Caffeine.newBuilder()
            .maximumSize(50_000)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    private record Known(Optional<Caller> caller, Instant since) {}

    /**
     * @param gone whose shares rest; asked for every request, so it must not block
     * @param missed hears whom no directory knows; throws {@link Unavailable} when it is not sure yet that they are gone
     */
    public Sharers(Directories directories, Predicate<UserId> gone, Consumer<UserId> missed, Clock clock) {
        this.directories = directories;
        this.gone = gone;
        this.missed = missed;
        this.clock = clock;
    }

    boolean isGone(UserId user) {
        return gone.test(user);
    }

    /** Somebody who shares; empty when there is no such user any more, or they rest. */
    Optional<Caller> of(UserId user) {
        if (gone.test(user)) {
            return Optional.empty();
        }
        Known before = known.getIfPresent(user);
        Instant now = clock.instant();
        if (before != null && before.since().plus(FRESH).isAfter(now)) {
            return before.caller();
        }
        try {
            Optional<Caller> caller = directories.user(user).map(this::caller);
            if (caller.isEmpty()) {
                missed.accept(user);
            }
            known.put(user, new Known(caller, now));
            return caller;
        } catch (Unavailable silent) {
            if (before == null) {
                throw silent;
            }
            return before.caller();
        }
    }

    private Caller caller(User user) {
        return new Caller(
                user.id(),
                user.username(),
                directories.groupsOf(user.id()),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("share"));
    }
}
