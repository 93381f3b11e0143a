/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.observe.Audit;
import org.weft.kernel.service.Session.Identity;
import org.weft.kernel.token.Tokens;
import org.weft.kernel.token.Verified;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.auth.Outcome.Accepted;
import org.weft.spi.auth.Outcome.Identified;
import org.weft.spi.identity.User;

/**
 * Tells who somebody is: from credentials by asking the providers, from an access token by its signature. Both answers
 * are remembered for a short while, under fingerprints, never under the secrets themselves. Parallel requests with the
 * same credentials wait for one check. Thread-safe.
 */
public final class SignIn {

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final Set<String> APP_PASSWORD_TYPES = Set.of("basic", "appauth");
    private static final int MAX_CLIENT_ID = 1024;
    private static final int MAX_SECRET = 64 * 1024;

    private final AuthChain chain;
    private final People people;
    private final Tokens tokens;
    private final SignInLimits limits;
    private final Predicate<UserId> blocked;
    private final List<SideDoor> sideDoors;
    private final Clock clock;
    private final Fingerprints fingerprints = new Fingerprints(new SecureRandom());
    private final Cache<ByteBuffer, Identity> successes;
    private final Cache<ByteBuffer, Identity> verified;
    private final ConcurrentMap<ByteBuffer, FutureTask<Identity>> underWay = new ConcurrentHashMap<>();
    private final Attempts ofAccounts;
    private final Attempts ofAddresses;
    private final Optional<AppPasswords> appPasswords;
    private final Optional<Newcomers> newcomers;
    private final Optional<BlockedPeople> blockedPeople;

    public SignIn(Supplier<List<AuthSource>> chain, People people, Tokens tokens, SignInLimits limits, Clock clock) {
        this(chain, people, tokens, limits, user -> false, clock);
    }

    /** @param blocked which accounts are shut out, whatever they show; asked on every request, so it must not block */
    public SignIn(
            Supplier<List<AuthSource>> chain,
            People people,
            Tokens tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            Clock clock) {
        this(chain, people, tokens, limits, blocked, List.of(), clock, Ticker.systemTicker());
    }

    /** @param sideDoors for those who have no account */
    public SignIn(
            Supplier<List<AuthSource>> chain,
            People people,
            Tokens tokens,
            SignInLimits limits,
            List<SideDoor> sideDoors,
            Clock clock) {
        this(chain, people, tokens, limits, user -> false, sideDoors, clock, Ticker.systemTicker());
    }

    SignIn(
            Supplier<List<AuthSource>> chain,
            People people,
            Tokens tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            Clock clock,
            Ticker ticker) {
        this(chain, people, tokens, limits, blocked, List.of(), clock, ticker);
    }

    /** @param ticker measures the age of what is remembered; unlike the clock it never jumps */
    SignIn(
            Supplier<List<AuthSource>> chain,
            People people,
            Tokens tokens,
            SignInLimits limits,
            Predicate<UserId> blocked,
            List<SideDoor> sideDoors,
            Clock clock,
            Ticker ticker) {
        this.chain = new AuthChain(chain, limits);
        this.people = people;
        this.tokens = tokens;
        this.limits = limits;
        this.blocked = blocked;
        this.sideDoors = List.copyOf(sideDoors);
        this.clock = clock;
        this.successes = memory(limits, ticker);
        this.verified = memory(limits, ticker);
        this.ofAccounts = new Attempts("to this account", limits.accountFailures(), limits, ticker);
        this.ofAddresses = new Attempts("from your address", limits.addressFailures(), limits, ticker);
        this.appPasswords = Optional.empty();
        this.newcomers = Optional.empty();
        this.blockedPeople = Optional.empty();
    }

    private SignIn(
            SignIn other,
            Optional<AppPasswords> appPasswords,
            Optional<Newcomers> newcomers,
            Optional<BlockedPeople> blockedPeople) {
        this.chain = other.chain;
        this.people = other.people;
        this.tokens = other.tokens;
        this.limits = other.limits;
        this.blocked = other.blocked;
        this.sideDoors = other.sideDoors;
        this.clock = other.clock;
        this.successes = other.successes;
        this.verified = other.verified;
        this.ofAccounts = other.ofAccounts;
        this.ofAddresses = other.ofAddresses;
        this.appPasswords = appPasswords;
        this.newcomers = newcomers;
        this.blockedPeople = blockedPeople;
    }

    /** The same, which also lets in who shows an app password. */
    public SignIn with(AppPasswords passwords) {
        return new SignIn(this, Optional.of(passwords), newcomers, blockedPeople);
    }

    /** The same, which remembers whoever signs in and is in no directory. */
    public SignIn with(Newcomers people) {
        return new SignIn(this, appPasswords, Optional.of(people), blockedPeople);
    }

    /** The same, which shuts these people out. */
    public SignIn without(BlockedPeople people) {
        return new SignIn(this, appPasswords, newcomers, Optional.of(people));
    }

    /** The app passwords that are taken; empty when none are. */
    public Optional<AppPasswords> appPasswords() {
        return appPasswords;
    }

    private static Cache<ByteBuffer, Identity> memory(SignInLimits limits, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(limits.remembered())
                .expireAfterWrite(limits.remember())
                .ticker(ticker)
                .build();
    }

    /** The types of credentials on offer now, as CS3 names them. */
    public Set<String> types() {
        if (sideDoors.isEmpty() && appPasswords.isEmpty()) {
            return chain.types();
        }
        Set<String> types = new TreeSet<>(chain.types());
        sideDoors.forEach(door -> types.add(door.type()));
        appPasswords.ifPresent(taken -> types.add("appauth"));
        return types;
    }

    /**
     * Signs in with credentials.
     *
     * @param remoteAddress where the request comes from, for the limit of attempts
     * @throws Unauthenticated when they are wrong; the text does not tell whether the account exists
     * @throws WeftException.InvalidArgument when no provider understands their type
     * @throws WeftException.Throttled after too many failures, or when too many sign in at once
     * @throws Forbidden when the account is blocked
     * @throws Unavailable when a provider or directory that is needed can't be asked
     */
    public Session authenticate(Credentials credentials, String remoteAddress) {
        if (credentials.clientId().length() > MAX_CLIENT_ID
                || credentials.secret().length() > MAX_SECRET) {
            throw new Unauthenticated("the name or the password is too long");
        }
        for (SideDoor door : sideDoors) {
            if (door.type().equals(credentials.type())) {
                return admitted(door.admit(credentials, remoteAddress));
            }
        }
        if (appPasswords.isPresent()
                && APP_PASSWORD_TYPES.contains(credentials.type())
                && AppPasswords.isOne(credentials.secret())) {
            return byAppPassword(appPasswords.get(), credentials, remoteAddress);
        }
        ByteBuffer key = fingerprints.of(credentials.type(), credentials.clientId(), credentials.secret());
        Optional<Identity> known = current(successes, key);
        Identity identity = known.isPresent() ? known.get() : checkOnce(key, credentials, remoteAddress);
        return session(identity, () -> tokens.mint(identity.user(), identity.scopes(), identity.expires()));
    }

    /** A session of whoever came in by a side door. */
    public Session admitted(SideDoor.Admitted who) {
        Identity identity = new Identity(who.user(), Set.of(), who.scopes(), who.expires());
        return session(identity, () -> tokens.mint(identity.user(), identity.scopes(), identity.expires()));
    }

    /**
     * A session of whoever comes back from a provider's own page.
     *
     * @param source the provider's name in the configuration, for the log
     * @throws Unauthenticated when nobody is let in
     */
    public Session arrived(String source, Outcome outcome, String remoteAddress) {
        ByteBuffer address = fingerprints.of(Origin.of(remoteAddress));
        ofAddresses.admit(address);
        if (outcome instanceof Outcome.Rejected || outcome instanceof Outcome.NotMine) {
            ofAddresses.failed(address);
            String reason = outcome instanceof Outcome.Rejected rejected ? rejected.reason() : "not the provider's";
            auditRefusal("browser", "", remoteAddress, source, reason);
            throw AuthChain.refused(new Credentials("browser", "", ""), source, reason);
        }
        Identity identity = accept(outcome);
        auditSignIn("browser", identity, remoteAddress);
        return session(identity, () -> tokens.mint(identity.user(), identity.scopes(), identity.expires()));
    }

    /**
     * A session of somebody who signed in before.
     *
     * @param until when what they signed in with ends
     * @return empty when the account is not there any more
     * @throws Forbidden when the account is blocked
     */
    public Optional<Session> resumed(UserId user, String username, Instant until) {
        return resumed(user, username, List.of(new Scope.User(Scope.Role.OWNER)), until);
    }

    /** The same, with less than everything that they may do. */
    Optional<Session> resumed(UserId user, String username, List<Scope> scopes, Instant until) {
        ByteBuffer key = fingerprints.of("resumed", user.idp(), user.opaque(), scopes.toString(), until.toString());
        Optional<Identity> known = current(successes, key);
        if (known.isEmpty()) {
            known = identity(user, username, scopes, until);
            known.ifPresent(identity -> successes.put(key, identity));
        }
        return known.map(identity ->
                session(identity, () -> tokens.mint(identity.user(), identity.scopes(), identity.expires())));
    }

    /** The password is looked up each time, so that it ends when it is taken away; the user is known for a minute. */
    private Session byAppPassword(AppPasswords passwords, Credentials credentials, String remoteAddress) {
        ByteBuffer address = fingerprints.of(Origin.of(remoteAddress));
        ofAddresses.admit(address);
        Optional<AppPasswords.AppPassword> found = passwords.find(credentials.clientId(), credentials.secret());
        if (found.isEmpty()) {
            ofAddresses.failed(address);
            auditRefusal("appauth", credentials.clientId(), remoteAddress, "app-passwords", "no such app password");
            throw new Unauthenticated("the app password is wrong, has expired or was taken away");
        }
        AppPasswords.AppPassword password = found.get();
        ByteBuffer key = fingerprints.of("app-password", password.id());
        Identity identity = current(successes, key).orElseGet(() -> {
            Identity known = identity(password);
            auditSignIn("appauth", known, remoteAddress);
            successes.put(key, known);
            return known;
        });
        return session(identity, () -> tokens.mint(identity.user(), identity.scopes(), identity.expires()));
    }

    private Identity identity(AppPasswords.AppPassword password) {
        return identity(
                        password.user(),
                        password.username(),
                        password.scopes(),
                        password.expires().orElse(Instant.MAX))
                .orElseThrow(() -> new Unauthenticated("the account of this app password is not there any more"));
    }

    /** Somebody who was let in before, as the directories know them now; empty when they know nobody. */
    private Optional<Identity> identity(UserId id, String username, List<Scope> scopes, Instant end) {
        Optional<User> known = people.user(id).filter(user -> user.id().equals(id));
        if (known.isEmpty() && people.hasDirectories()) {
            return Optional.empty();
        }
        User user = known.orElseGet(() -> User.of(id, username, ""));
        Instant expires = clock.instant().plus(limits.tokenLifetime());
        return Optional.of(new Identity(user, groups(user), scopes, end.isBefore(expires) ? end : expires));
    }

    /**
     * Signs in with an access token. A token that was seen a moment ago costs no I/O.
     *
     * @throws Unauthenticated when it is forged, malformed or expired
     * @throws Forbidden when the account is blocked
     * @throws Unavailable when a directory can't be asked for the user's groups
     */
    public Session verify(String accessToken) {
        if (accessToken.length() > Tokens.MAX_LENGTH) {
            throw new Unauthenticated("the token is too long");
        }
        ByteBuffer key = fingerprints.of(accessToken);
        Identity identity = current(verified, key).orElseGet(() -> {
            Identity read = read(tokens.verify(accessToken));
            verified.put(key, read);
            return read;
        });
        return session(identity, () -> accessToken);
    }

    private Session session(Identity identity, Supplier<String> token) {
        if (blocked.test(identity.user().id())
                || blockedPeople.filter(all -> all.include(identity.user())).isPresent()) {
            Audit.entry()
                    .addKeyValue("user", identity.user().id())
                    .addKeyValue("username", identity.user().username())
                    .log("blocked");
            throw new Forbidden("this account is blocked; ask the site's administrators");
        }
        return new Session(identity, token);
    }

    /** What was checked now, not what is remembered: a busy client is one entry a minute. */
    private static void auditSignIn(String type, Identity identity, String remoteAddress) {
        Audit.entry()
                .addKeyValue("user", identity.user().id())
                .addKeyValue("username", identity.user().username())
                .addKeyValue("type", AuthChain.shown(type))
                .addKeyValue("address", AuthChain.shown(remoteAddress))
                .log("sign-in");
    }

    private static void auditRefusal(String type, String account, String remoteAddress, String source, String reason) {
        Audit.entry()
                .addKeyValue("account", AuthChain.shown(account))
                .addKeyValue("type", AuthChain.shown(type))
                .addKeyValue("source", source)
                .addKeyValue("reason", AuthChain.shown(reason))
                .addKeyValue("address", AuthChain.shown(remoteAddress))
                .log("sign-in-refused");
    }

    private Optional<Identity> current(Cache<ByteBuffer, Identity> memory, ByteBuffer key) {
        return Optional.ofNullable(memory.getIfPresent(key))
                .filter(identity -> clock.instant().isBefore(identity.expires()));
    }

    /** One of all requests that show the same credentials at the same time has them checked; the others wait for it. */
    private Identity checkOnce(ByteBuffer key, Credentials credentials, String remoteAddress) {
        FutureTask<Identity> mine = new FutureTask<>(() -> check(key, credentials, remoteAddress));
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

    private Identity check(ByteBuffer key, Credentials credentials, String remoteAddress) {
        // Whoever held the place before may have succeeded between our look into the memory and taking the place.
        Optional<Identity> known = current(successes, key);
        if (known.isPresent()) {
            return known.get();
        }
        ByteBuffer account = fingerprints.of(credentials.type(), credentials.clientId());
        ByteBuffer address = fingerprints.of(Origin.of(remoteAddress));
        // A token that is wrong tells no account: one person's old tokens must not shut out all others.
        boolean namesAccount = !credentials.type().equals("bearer");
        AuthChain.Attempt attempt = new AuthChain.Attempt() {
            @Override
            public void admit() {
                if (namesAccount) {
                    ofAccounts.admit(account);
                }
                ofAddresses.admit(address);
            }

            @Override
            public void failed() {
                if (namesAccount) {
                    ofAccounts.failed(account);
                }
                ofAddresses.failed(address);
            }

            @Override
            public void refused(String source, String reason) {
                auditRefusal(credentials.type(), credentials.clientId(), remoteAddress, source, reason);
            }
        };
        // Now, so that whoever may not try does not queue; and again when it is their turn, so that a crowd of guesses
        // that queued together is not let through together.
        attempt.admit();
        Outcome outcome = chain.ask(credentials, attempt);
        ofAccounts.succeeded(account);
        Identity identity = accept(outcome);
        auditSignIn(credentials.type(), identity, remoteAddress);
        if (limits.rememberedTypes().contains(credentials.type())) {
            successes.put(key, identity);
        }
        return identity;
    }

    /** What is remembered of somebody whom a provider vouches for. */
    private Identity accept(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accept(met(accepted.user()), accepted.until());
            case Identified known -> accept(known(known), known.until());
            case Outcome.NotMine none -> throw new IllegalStateException("nobody was accepted");
            case Outcome.Rejected no -> throw new IllegalStateException("nobody was accepted");
        };
    }

    private Identity accept(User user, Optional<Instant> end) {
        Instant expires = clock.instant().plus(limits.tokenLifetime());
        Instant until = end.orElse(expires);
        if (!until.isAfter(clock.instant())) {
            throw new Unauthenticated("the credentials have expired");
        }
        List<Scope> scopes = List.of(new Scope.User(Scope.Role.OWNER));
        return new Identity(user, groups(user), scopes, until.isBefore(expires) ? until : expires);
    }

    private User met(User vouched) {
        return newcomers.isPresent() ? newcomers.get().meet(vouched) : fuller(vouched);
    }

    private User known(Identified identified) {
        return people.userByClaim(identified.claim(), identified.value()).orElseThrow(() -> {
            LOG.atInfo()
                    .addKeyValue("claim", identified.claim())
                    .addKeyValue("value", AuthChain.shown(identified.value()))
                    .addKeyValue("reason", "no directory knows the account")
                    .log("sign-in-refused");
            return new Unauthenticated("there is no account for you here; ask the site's administrators");
        });
    }

    private Identity read(Verified token) {
        return new Identity(token.user(), groups(token.user()), token.scopes(), token.expires());
    }

    /**
     * What a directory knows of the user that a provider vouches for. Directories also find users by login name and
     * without a provider; that must never turn one user into another, so only the very same id counts.
     */
    private User fuller(User vouched) {
        return people.user(vouched.id())
                .filter(found -> found.id().equals(vouched.id()))
                .orElse(vouched);
    }

    /** By the directories; for a user that none knows, such as one of another server of the mesh, by its own word. */
    private Set<GroupId> groups(User user) {
        if (user.id().type() == UserType.GUEST) {
            return Set.of();
        }
        Set<GroupId> known = people.groupsOf(user.id());
        if (!known.isEmpty()) {
            return known;
        }
        return user.groups().stream()
                .map(name -> new GroupId(user.id().idp(), name))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static WeftException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof WeftException expected) {
            return expected;
        }
        throw new IllegalStateException("a sign-in failed unexpectedly", e.getCause());
    }
}
