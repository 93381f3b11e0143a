/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.identity.signin.Session.Identity;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;

/**
 * What sign-in remembers for a short while, by fingerprints: who showed credentials that were right, and what access tokens
 * say. What has ended is never taken from here. Parallel questions about the same credentials wait for one answer.
 * Thread-safe.
 */
final class SignInCache {

    private final Clock clock;
    private final Cache<ByteBuffer, Identity> successes;
    private final Cache<ByteBuffer, Identity> verified;
    private final ConcurrentMap<ByteBuffer, FutureTask<Identity>> underWay = new ConcurrentHashMap<>();

    /** @param ticker measures the age of what is remembered; unlike the clock it never jumps */
    SignInCache(SignInLimits limits, Clock clock, Ticker ticker) {
        this.clock = clock;
        this.successes = memory(limits, ticker);
        this.verified = memory(limits, ticker);
    }

    private static Cache<ByteBuffer, Identity> memory(SignInLimits limits, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(limits.remembered())
                .expireAfterWrite(limits.remember())
                .ticker(ticker)
                .build();
    }

    /** Who showed these credentials a moment ago; empty when that is over. */
    Optional<Identity> success(ByteBuffer key, Predicate<Identity> over) {
        return Optional.ofNullable(successes.getIfPresent(key))
                .filter(this::isCurrent)
                .filter(over.negate());
    }

    private boolean isCurrent(Identity identity) {
        return clock.instant().isBefore(identity.expires());
    }

    void succeeded(ByteBuffer key, Identity identity) {
        successes.put(key, identity);
    }

    /** What a token says, read once. */
    Identity verified(ByteBuffer key, Supplier<Identity> read) {
        return Optional.ofNullable(verified.getIfPresent(key))
                .filter(this::isCurrent)
                .orElseGet(() -> {
                    Identity identity = read.get();
                    verified.put(key, identity);
                    return identity;
                });
    }

    /** One of all requests that show the same credentials at the same time has them checked; the others wait for it. */
    Identity once(ByteBuffer key, Predicate<Identity> over, Supplier<Identity> check) {
        // Whoever held the place before may have succeeded between the look into the memory and taking the place.
        FutureTask<Identity> mine = new FutureTask<>(() -> success(key, over).orElseGet(check));
        FutureTask<Identity> running = underWay.putIfAbsent(key, mine);
        if (running == null) {
            running = mine;
            try {
                mine.run();
            } finally {
                underWay.remove(key, mine);
            }
        }
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the sign-in was interrupted", e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static WeftException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof WeftException expected) {
            return expected;
        }
        throw new IllegalStateException("a sign-in failed unexpectedly", e.getCause());
    }
}
