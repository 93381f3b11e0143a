/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.User;

/** Somebody who has signed in. Thread-safe. */
public final class Session {

    private static final TraceId UNTRACED = new TraceId("untraced");

    private final Identity identity;
    private final Supplier<String> minted;
    private final Runnable notRevoked;
    private final ReentrantLock minting = new ReentrantLock();
    private volatile @Nullable String accessToken;

    /** @param still throws when the identity is let in no longer */
    Session(Identity identity, Supplier<String> minted, Runnable still) {
        this.identity = identity;
        this.minted = minted;
        this.notRevoked = still;
    }

    /** Who, as far as the directories know; else as the token or the provider says. */
    public User user() {
        return identity.user();
    }

    /** On whose behalf calls are made, without a trace; requests use {@link #caller(TraceId)}. */
    public Caller caller() {
        return caller(UNTRACED);
    }

    /** On whose behalf the calls of one request are made. */
    public Caller caller(TraceId trace) {
        return new Caller(
                identity.user().id(),
                identity.user().username(),
                identity.groups(),
                identity.scopes(),
                Optional.empty(),
                Optional.empty(),
                trace);
    }

    /**
     * Judges once more, at the end of what takes long. Costs no question to anybody. That the token's time is up ends nothing
     * that was begun before.
     *
     * @throws Unauthenticated when what they signed in with was taken away since, or they have signed out at the provider
     * @throws org.weft.spi.WeftException.Forbidden when the account was blocked since
     */
    public void requireNotRevoked() {
        notRevoked.run();
    }

    /** What the session is good for. */
    public List<Scope> scopes() {
        return identity.scopes();
    }

    /** What it goes back to and ends with. */
    public CredentialRef credential() {
        return identity.credential();
    }

    /** Whether it is good for single resources only, as that of a visitor of a link is. */
    public boolean isGuest() {
        return !ScopeRights.isUser(identity.scopes());
    }

    /** The access token: the one that was shown, or one that is made at the first call. Never log it. */
    public String accessToken() {
        String token = accessToken;
        if (token != null) {
            return token;
        }
        minting.lock();
        try {
            if (accessToken == null) {
                accessToken = minted.get();
            }
            return Objects.requireNonNull(accessToken);
        } finally {
            minting.unlock();
        }
    }

    /** When the access token ends. */
    public Instant expires() {
        return identity.expires();
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "session of " + identity.user().id();
    }

    /**
     * What is remembered of a sign-in: no secret and no token.
     *
     * @param user who
     * @param groups the groups the user is a member of
     * @param scopes what for
     * @param expires when it ends
     * @param credential what it goes back to, and ends with
     */
    record Identity(User user, Set<GroupId> groups, List<Scope> scopes, Instant expires, CredentialRef credential) {

        Identity {
            groups = Set.copyOf(groups);
            scopes = List.copyOf(scopes);
        }
    }
}
