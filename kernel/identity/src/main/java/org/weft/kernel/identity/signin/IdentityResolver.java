/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.directory.DepartedAccounts;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.ProvisionedAccounts;
import org.weft.kernel.identity.signin.Session.Identity;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.identity.token.VerifiedToken;
import org.weft.kernel.runtime.observe.LogText;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Outcome;
import org.weft.spi.auth.Outcome.Accepted;
import org.weft.spi.auth.Outcome.Identified;
import org.weft.spi.auth.Outcome.Statement;
import org.weft.spi.identity.User;

/**
 * Turns what a provider vouches for into who somebody is here, with the directories' help. Thread-safe.
 *
 * @param directories the directories
 * @param provisionedAccounts remembers whom no directory knows; empty where nobody does
 * @param revocations knows what is over; empty where nothing can be
 * @param departedAccounts told who comes, and who is missing; empty where nobody rests
 */
record IdentityResolver(
        Directories directories,
        SignInLimits limits,
        Clock clock,
        Optional<ProvisionedAccounts> provisionedAccounts,
        Optional<Revocations> revocations,
        Optional<DepartedAccounts> departedAccounts) {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityResolver.class);
    private static final List<Scope> WHOLE = List.of(new Scope.User(Scope.Role.OWNER));

    IdentityResolver(Directories directories, SignInLimits limits, Clock clock) {
        this(directories, limits, clock, Optional.empty(), Optional.empty(), Optional.empty());
    }

    IdentityResolver with(ProvisionedAccounts remembering) {
        return new IdentityResolver(
                directories, limits, clock, Optional.of(remembering), revocations, departedAccounts);
    }

    IdentityResolver with(Revocations known) {
        return new IdentityResolver(
                directories, limits, clock, provisionedAccounts, Optional.of(known), departedAccounts);
    }

    IdentityResolver with(DepartedAccounts told) {
        return new IdentityResolver(directories, limits, clock, provisionedAccounts, revocations, Optional.of(told));
    }

    /**
     * Somebody whom a provider vouches for.
     *
     * @param source the provider's name in the configuration
     * @throws Unauthenticated when they have no account, or have signed out since
     */
    Identity accept(String source, Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted ->
                identity(source, provisioned(accepted.user()), accepted.until(), accepted.statement());
            case Identified known -> identity(source, known(known), known.until(), known.statement());
            case Outcome.NotMine none -> throw new IllegalStateException("nobody was accepted");
            case Outcome.Rejected no -> throw new IllegalStateException("nobody was accepted");
        };
    }

    private Identity identity(String source, User user, Optional<Instant> end, Optional<Statement> statement) {
        if (ServiceAccounts.isReserved(user)) {
            throw new Unauthenticated(
                    "login names that begin like this are for programs; ask the site's administrators");
        }
        Instant expires = latest();
        Instant until = end.orElse(expires);
        if (!until.isAfter(clock.instant())) {
            throw new Unauthenticated("the credentials have expired");
        }
        CredentialRef credential = statement
                .map(word -> new CredentialRef(CredentialRef.ofProvider(source, word.subject()), word.since()))
                .orElse(CredentialRef.none());
        Identity identity =
                new Identity(user, groups(user), WHOLE, until.isBefore(expires) ? until : expires, credential);
        if (isRevoked(identity)) {
            throw new Unauthenticated("you have signed out at your provider; sign in again");
        }
        if (revocations.isPresent() && statement.isPresent()) {
            revocations.get().remember(source, statement.get().subject(), user.id());
        }
        departedAccounts.ifPresent(told -> told.signedIn(user));
        return identity;
    }

    /** Whether what somebody signed in with was taken away since. */
    boolean isRevoked(Identity identity) {
        return revocations.isPresent() && revocations.get().isRevoked(identity.credential());
    }

    /** Whether a provider has to be asked again: also for who rests, since its word wakes them. */
    boolean isStale(Identity identity) {
        return isRevoked(identity)
                || departedAccounts
                        .filter(told -> told.rests(identity.user().id()))
                        .isPresent();
    }

    private Instant latest() {
        return clock.instant().plus(limits.tokenLifetime());
    }

    private User provisioned(User vouched) {
        return provisionedAccounts.isPresent() ? provisionedAccounts.get().provision(vouched) : enriched(vouched);
    }

    /**
     * What a directory knows of the user that a provider vouches for. Directories also find users by login name and
     * without a provider; that must never turn one user into another, so only the very same id counts.
     */
    private User enriched(User vouched) {
        return directories
                .user(vouched.id())
                .filter(found -> found.id().equals(vouched.id()))
                .orElse(vouched);
    }

    private User known(Identified identified) {
        return directories.userByClaim(identified.claim(), identified.value()).orElseThrow(() -> {
            LOG.atInfo()
                    .addKeyValue("claim", identified.claim())
                    .addKeyValue("value", LogText.clean(identified.value()))
                    .addKeyValue("reason", "no directory knows the account")
                    .log("sign-in-refused");
            return new Unauthenticated("there is no account for you here; ask the site's administrators");
        });
    }

    /** Somebody who was let in before, as the directories know them now; empty when they know nobody. */
    Optional<Identity> known(UserId id, String username, List<Scope> scopes, Instant end, CredentialRef credential) {
        if (departedAccounts.isPresent() && departedAccounts.get().rests(id)) {
            // No question to anybody: whoever asks further is told that they rest.
            return Optional.of(new Identity(User.of(id, username, ""), Set.of(), scopes, latest(), credential));
        }
        Optional<User> known = directories.user(id).filter(user -> user.id().equals(id));
        if (known.isEmpty() && directories.hasDirectories()) {
            departedAccounts.ifPresent(told -> told.missed(id));
            return Optional.empty();
        }
        User user = known.orElseGet(() -> User.of(id, username, ""));
        Instant expires = latest();
        return Optional.of(new Identity(user, groups(user), scopes, end.isBefore(expires) ? end : expires, credential));
    }

    /** Whoever an app password belongs to. */
    Identity known(AppPasswords.AppPassword password) {
        return known(
                        password.user(),
                        password.username(),
                        password.scopes(),
                        password.expires().orElse(Instant.MAX),
                        new CredentialRef(AppPasswords.credential(password.id()), password.created()))
                .orElseThrow(() -> new Unauthenticated("the account of this app password is not there any more"));
    }

    Identity read(VerifiedToken token) {
        return new Identity(token.user(), groups(token.user()), token.scopes(), token.expires(), token.credential());
    }

    /** By the directories; for a user that none knows, such as one of another server of the mesh, by its own word. */
    Set<GroupId> groups(User user) {
        if (user.id().type() == UserType.GUEST) {
            return Set.of();
        }
        Set<GroupId> known = directories.groupsOf(user.id());
        if (!known.isEmpty()) {
            return known;
        }
        return user.groups().stream()
                .map(name -> new GroupId(user.id().idp(), name))
                .collect(Collectors.toUnmodifiableSet());
    }
}
