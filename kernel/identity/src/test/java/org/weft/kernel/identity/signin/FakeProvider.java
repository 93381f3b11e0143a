/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** Accounts in a map, and a count of how often it was asked. */
public final class FakeProvider implements AuthProvider {

    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    volatile Optional<Instant> until = Optional.empty();
    volatile Optional<RuntimeException> failure = Optional.empty();
    volatile CountDownLatch gate = new CountDownLatch(0);
    private final Set<String> types;

    FakeProvider(String... types) {
        this.types = Set.of(types);
    }

    public static User user(String name) {
        return User.of(new UserId("example.org", "id-" + name, UserType.PRIMARY), name, name + " the fake");
    }

    FakeProvider with(String name, String secret) {
        secrets.put(name, secret);
        return this;
    }

    AuthSource named(String name) {
        return new AuthSource(name, DriverHandle.fixed(name, this));
    }

    @Override
    public Set<String> types() {
        return types;
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        asked.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            gate.await();
            if (failure.isPresent()) {
                throw failure.get();
            }
            String secret = secrets.get(credentials.clientId());
            if (secret == null) {
                return new Outcome.NotMine();
            }
            return secret.equals(credentials.secret())
                    ? new Outcome.Accepted(user(credentials.clientId()), until)
                    : new Outcome.Rejected("wrong secret of " + credentials.clientId());
        } catch (InterruptedException e) {
            throw new Unavailable("interrupted", e);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    @Override
    public void close() {}
}
