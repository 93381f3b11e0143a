/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.identity.directory.DepartedAccounts;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.ProvisionedAccounts;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.kernel.identity.signin.Session.Identity;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/**
 * Tells who somebody is: from credentials by asking the providers, from an access token by its signature. Both answers
 * are remembered for a short while, under fingerprints, never under the secrets themselves. Parallel requests with the
 * same credentials wait for one check. Thread-safe.
 */
public final class SignIn {

    private static final int MAX_CLIENT_ID = 1024;
    private static final int MAX_SECRET = 64 * 1024;

    private final Core core;
    private final IdentityResolver resolver;
    private final Optional<AppPasswords> appPasswords;
    private final AccountStatus accountStatus;
    private final ServiceAccountSignIn serviceAccounts;

    /** What all that are made from one have in common. */
    private record Core(
            AuthChain chain,
            TokenService tokens,
            SignInLimits limits,
            List<GuestAuthenticator> guests,
            SecretFingerprints fingerprints,
            SignInCache cache,
            SignInThrottle throttle) {}

    public SignIn(
            Supplier<List<AuthSource>> chain,
            Directories directories,
            TokenService tokens,
            SignInLimits limits,
            Clock clock) {
        this(chain, directories, tokens, limits, user -> false, clock);
    }

    /** @param blocked which accounts are shut out, whatever they show; asked on every request, so it must not block */
    public SignIn(
            Supplier<List<AuthSource>> chain,
            Directories directories,
            TokenService tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            Clock clock) {
        this(chain, directories, tokens, limits, blocked, List.of(), clock, Ticker.systemTicker());
    }

    /** @param sideDoors for those who have no account */
    public SignIn(
            Supplier<List<AuthSource>> chain,
            Directories directories,
            TokenService tokens,
            SignInLimits limits,
            List<GuestAuthenticator> sideDoors,
            Clock clock) {
        this(chain, directories, tokens, limits, user -> false, sideDoors, clock, Ticker.systemTicker());
    }

    SignIn(
            Supplier<List<AuthSource>> chain,
            Directories directories,
            TokenService tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            Clock clock,
            Ticker ticker) {
        this(chain, directories, tokens, limits, blocked, List.of(), clock, ticker);
    }

    /** @param ticker measures the age of what is remembered; unlike the clock it never jumps */
    SignIn(
            Supplier<List<AuthSource>> chain,
            Directories directories,
            TokenService tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            List<GuestAuthenticator> sideDoors,
            Clock clock,
            Ticker ticker) {
        SecretFingerprints fingerprints = new SecretFingerprints(new SecureRandom());
        this.core = new Core(
                new AuthChain(chain, limits),
                tokens,
                limits,
                List.copyOf(sideDoors),
                fingerprints,
                new SignInCache(limits, clock, ticker),
                new SignInThrottle(fingerprints, limits, ticker));
        this.resolver = new IdentityResolver(directories, limits, clock);
        this.appPasswords = Optional.empty();
        this.accountStatus = new AccountStatus(blocked, Optional.empty(), Optional.empty());
        this.serviceAccounts = new ServiceAccountSignIn(ServiceAccounts.none(), resolver, core.throttle());
    }

    private SignIn(
            Core core,
            IdentityResolver resolver,
            Optional<AppPasswords> appPasswords,
            AccountStatus accountStatus,
            ServiceAccounts services) {
        this.core = core;
        this.resolver = resolver;
        this.appPasswords = appPasswords;
        this.accountStatus = accountStatus;
        this.serviceAccounts = new ServiceAccountSignIn(services, resolver, core.throttle());
    }

    /** The same, which also lets in who shows an app password. */
    public SignIn with(AppPasswords passwords) {
        return new SignIn(core, resolver, Optional.of(passwords), accountStatus, serviceAccounts.accounts());
    }

    /** The same, which remembers whoever signs in and is in no directory. */
    public SignIn with(ProvisionedAccounts people) {
        return new SignIn(core, resolver.with(people), appPasswords, accountStatus, serviceAccounts.accounts());
    }

    /** The same, which lets nobody in by what has ended. */
    public SignIn with(Revocations revocations) {
        return new SignIn(core, resolver.with(revocations), appPasswords, accountStatus, serviceAccounts.accounts());
    }

    /** The same, which also lets in programs. */
    public SignIn with(ServiceAccounts services) {
        return new SignIn(core, resolver, appPasswords, accountStatus, services);
    }

    /** The same, which shuts these people out. */
    public SignIn blocking(BlockedAccounts people) {
        return new SignIn(core, resolver, appPasswords, accountStatus.with(people), serviceAccounts.accounts());
    }

    /** The same, which lets nobody in who rests, and wakes them when they are back at their provider. */
    public SignIn with(RestingAccounts resting, DepartedAccounts departedAccounts) {
        return new SignIn(
                core,
                resolver.with(departedAccounts),
                appPasswords,
                accountStatus.with(resting),
                serviceAccounts.accounts());
    }

    /** The app passwords that are taken; empty when none are. */
    public Optional<AppPasswords> appPasswords() {
        return appPasswords;
    }

    /** What makes guessing slow here. */
    public List<Brake> brakes() {
        return core.throttle().brakes();
    }

    /** The types of credentials on offer now, as CS3 names them. */
    public Set<String> types() {
        Set<String> types = new TreeSet<>(core.chain().types());
        core.guests().forEach(door -> types.add(door.type()));
        appPasswords.ifPresent(taken -> types.add("appauth"));
        types.addAll(serviceAccounts.accounts().types());
        return types;
    }

    /** Whether credentials of this type are taken: those on offer, and an app password as if it were the account's own. */
    public boolean takes(String type) {
        return (appPasswords.isPresent() && AppPasswordSignIn.takes(type)) || types().contains(type);
    }

    /** The type of credentials that came without one, where a side door knows them; each secret fits one door at most. */
    public Optional<String> typeOf(String name, String secret) {
        return core.guests().stream()
                .filter(door -> door.knows(name, secret))
                .map(GuestAuthenticator::type)
                .findFirst();
    }

    /**
     * Signs in with credentials.
     *
     * @param remoteAddress where the request comes from, for the limit of attempts
     * @throws Unauthenticated when they are wrong; the text does not tell whether the account exists
     * @throws InvalidArgument when no provider understands their type
     * @throws WeftException.Throttled after too many failures, or when too many sign in at once
     * @throws Forbidden when the account is blocked
     * @throws Unavailable when a provider or directory that is needed can't be asked
     */
    public Session authenticate(Credentials credentials, String remoteAddress) {
        if (credentials.clientId().length() > MAX_CLIENT_ID
                || credentials.secret().length() > MAX_SECRET) {
            throw new Unauthenticated("the name or the password is too long");
        }
        for (GuestAuthenticator door : core.guests()) {
            if (door.type().equals(credentials.type())) {
                return admitted(door.admit(credentials, remoteAddress));
            }
        }
        if (serviceAccounts.accounts().take(credentials)) {
            return session(serviceAccounts.admit(credentials, remoteAddress, accountStatus::requireFree));
        }
        if (appPasswords.isPresent() && AppPasswordSignIn.take(credentials)) {
            return session(appPasswordSignIn(appPasswords.get()).admit(credentials, remoteAddress));
        }
        // Remembered for a network: who is made to wait in theirs must not learn that a guess is right from another's
        // success.
        ByteBuffer key = core.fingerprints()
                .of(credentials.type(), credentials.clientId(), credentials.secret(), ClientNetwork.of(remoteAddress));
        Optional<Identity> known = core.cache().success(key, resolver::isStale);
        return session(known.orElseGet(
                () -> core.cache().once(key, resolver::isStale, () -> check(key, credentials, remoteAddress))));
    }

    private AppPasswordSignIn appPasswordSignIn(AppPasswords passwords) {
        return new AppPasswordSignIn(passwords, resolver, core.fingerprints(), core.cache(), core.throttle());
    }

    /** A session of whoever came in by a side door. */
    public Session admitted(GuestAuthenticator.Admitted who) {
        return session(new Identity(who.user(), Set.of(), who.scopes(), who.expires(), CredentialRef.none()));
    }

    /**
     * A session of whoever comes back from a provider's own page.
     *
     * @param source the provider's name in the configuration, for the log
     * @throws Unauthenticated when nobody is let in
     */
    public Session completeBrowserSignIn(String source, Outcome outcome, String remoteAddress) {
        SignInThrottle.Anonymous attempt = core.throttle().from(remoteAddress).admit();
        if (outcome instanceof Outcome.Rejected || outcome instanceof Outcome.NotMine) {
            attempt.failed();
            String reason = outcome instanceof Outcome.Rejected rejected ? rejected.reason() : "not the provider's";
            SignInAudit.refused("browser", "", remoteAddress, source, reason);
            throw AuthChain.refused(new Credentials("browser", "", ""), source, reason);
        }
        Identity identity = resolver.accept(source, outcome);
        SignInAudit.signedIn("browser", identity.user(), remoteAddress);
        return session(identity);
    }

    /**
     * A session of somebody who signed in before.
     *
     * @param until when what they signed in with ends
     * @param credential what the session ends with
     * @return empty when the account is not there any more
     * @throws Forbidden when the account is blocked
     */
    public Optional<Session> resume(UserId user, String username, Instant until, CredentialRef credential) {
        return resume(user, username, List.of(new Scope.User(Scope.Role.OWNER)), until, credential);
    }

    /** The same, with less than everything that they may do. */
    Optional<Session> resume(
            UserId user, String username, List<Scope> scopes, Instant until, CredentialRef credential) {
        ByteBuffer key = core.fingerprints()
                .of("resumed", user.idp(), user.opaque(), scopes.toString(), until.toString(), credential.name());
        Optional<Identity> known = core.cache().success(key, resolver::isRevoked);
        if (known.isEmpty()) {
            known = resolver.known(user, username, scopes, until, credential);
            known.ifPresent(identity -> core.cache().succeeded(key, identity));
        }
        return known.map(this::session);
    }

    /** Whether what lets somebody in rests until they sign in at their provider. */
    boolean rests(UserId user) {
        return accountStatus.rests(user);
    }

    /** What was given on a voucher lets nobody in any more. */
    void revokedByProvider(String voucher) {
        resolver.revocations().ifPresent(revocations -> revocations.revoke(voucher));
    }

    /**
     * A provider says that somebody has signed out there: what it said of them until then lets nobody in any more.
     *
     * @param source the provider's name in the configuration
     * @param subject its name of the person
     * @return whom it means, as far as that is known
     */
    public List<UserId> revokedByProvider(String source, String subject, Instant at) {
        if (resolver.revocations().isEmpty()) {
            return List.of();
        }
        resolver.revocations().get().revoke(CredentialRef.ofProvider(source, subject), at);
        return resolver.revocations().get().usersOf(source, subject);
    }

    /**
     * A provider says that it closed somebody's account, or opened it again: what they left behind rests, or wakes. An account
     * that several people of the provider share stays as it is.
     */
    void accountEvent(String source, String subject, boolean isClosed) {
        if (resolver.revocations().isEmpty() || resolver.departedAccounts().isEmpty()) {
            return;
        }
        DepartedAccounts told = resolver.departedAccounts().get();
        resolver.revocations().get().onlyUserOf(source, subject).forEach(isClosed ? told::closed : told::opened);
    }

    /**
     * Signs in with an access token. A token that was seen a moment ago costs no I/O.
     *
     * @throws Unauthenticated when it is forged, malformed, expired, or was made from what has ended
     * @throws Forbidden when the account is blocked
     * @throws Unavailable when a directory can't be asked for the user's groups
     */
    public Session verify(String accessToken) {
        if (accessToken.length() > TokenService.MAX_LENGTH) {
            throw new Unauthenticated("the token is too long");
        }
        Identity identity = core.cache()
                .verified(
                        core.fingerprints().of(accessToken),
                        () -> resolver.read(core.tokens().verify(accessToken)));
        requireGoing(identity.credential());
        return session(identity, () -> accessToken);
    }

    /**
     * Judges somebody again who was let in before. Costs no question to anybody.
     *
     * @param credential what they were let in by
     * @throws Unauthenticated when that was taken away since, or signed out
     * @throws Forbidden when the account was blocked since
     */
    public void requireNotRevoked(User user, CredentialRef credential) {
        requireGoing(credential);
        accountStatus.requireFree(user);
    }

    private void requireGoing(CredentialRef credential) {
        if (resolver.revocations().filter(all -> all.isRevoked(credential)).isPresent()
                || serviceAccounts.accounts().isOver(credential.name())) {
            throw new Unauthenticated("the token has ended: what it was made from was taken away, or signed out");
        }
    }

    private Session session(Identity identity) {
        return session(
                identity,
                () -> core.tokens()
                        .mint(identity.user(), identity.scopes(), identity.expires(), identity.credential()));
    }

    private Session session(Identity identity, Supplier<String> token) {
        accountStatus.requireFree(identity.user());
        return new Session(identity, token, () -> requireNotRevoked(identity.user(), identity.credential()));
    }

    private Identity check(ByteBuffer key, Credentials credentials, String remoteAddress) {
        AuthChain.Attempt attempt = core.throttle().attempt(credentials, remoteAddress);
        // Now, so that whoever may not try does not queue; and again when it is their turn, so that a crowd of guesses
        // that queued together is not let through together.
        attempt.admit();
        AuthChain.Answer answer = ask(credentials, attempt);
        core.throttle().succeeded(credentials, remoteAddress);
        Identity identity = resolver.accept(answer.source(), answer.outcome());
        SignInAudit.signedIn(credentials.type(), identity.user(), remoteAddress);
        if (core.limits().rememberedTypes().contains(credentials.type())) {
            core.cache().succeeded(key, identity);
        }
        return identity;
    }

    /** Where app passwords are the only passwords, any other is wrong, and not of a kind that is not known. */
    private AuthChain.Answer ask(Credentials credentials, AuthChain.Attempt attempt) {
        try {
            return core.chain().ask(credentials, attempt);
        } catch (InvalidArgument unknown) {
            if (appPasswords.isEmpty() || !AppPasswordSignIn.takes(credentials.type())) {
                throw unknown;
            }
            attempt.failed();
            attempt.refused("app-passwords", "no app password");
            throw AuthChain.refused(credentials, "app-passwords", "no app password");
        }
    }
}
