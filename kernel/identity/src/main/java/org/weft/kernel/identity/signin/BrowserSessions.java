/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.BrowserSessionTable.Ended;
import org.weft.kernel.identity.db.BrowserSessionTable.Row;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.BrowserSignIn.AccountEvent;
import org.weft.spi.auth.BrowserSignIn.Arrival;
import org.weft.spi.auth.BrowserSignIn.Departure;
import org.weft.spi.auth.BrowserSignIn.Ending;
import org.weft.spi.auth.BrowserSignIn.Terminal;

/**
 * People who are signed in on the pages that Weft itself serves, and the providers on whose pages they do it. A session is
 * a row and a secret that only the browser has; each request asks the row, so that whoever is signed out is out at once.
 * Thread-safe.
 */
public final class BrowserSessions {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserSessions.class);
    private static final int SECRET_BYTES = 32;

    private final Supplier<List<AuthSource>> chain;
    private final SignIn signIn;
    private final BrowserSessionTable table;
    private final Duration lifetime;
    private final Consumer<UserId> signedOut;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param lifetime how long somebody stays signed in
     * @param signedOut told who signs out, here or at a provider, after the session has ended; ends what else goes on for them
     */
    public BrowserSessions(
            Supplier<List<AuthSource>> chain,
            SignIn signIn,
            BrowserSessionTable table,
            Duration lifetime,
            Consumer<UserId> signedOut,
            Clock clock) {
        this.chain = chain;
        this.signIn = signIn;
        this.table = table;
        this.lifetime = lifetime;
        this.signedOut = signedOut;
        this.clock = clock;
    }

    /** A random text of 43 characters, fit for a cookie. */
    public String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * A provider whose pages people may sign in on.
     *
     * @param source its name in the configuration
     * @param label its name for people
     */
    public record Offer(String source, String label) {}

    /** The providers, in the order of the configuration; one that is not there at the moment is left out. */
    public List<Offer> offers() {
        List<Offer> offers = new ArrayList<>();
        for (AuthSource source : chain.get()) {
            ask(source, pages -> new Offer(source.name(), pages.label())).ifPresent(offers::add);
        }
        return offers;
    }

    private static <T> Optional<T> ask(AuthSource source, Function<BrowserSignIn, T> question) {
        try (Lease<AuthProvider> lease = source.handle().acquire()) {
            return lease.driver().browser().map(question);
        } catch (Unavailable absent) {
            LOG.atDebug().addKeyValue("source", source.name()).log("sign-in-source-unavailable");
            return Optional.empty();
        }
    }

    private <T> T with(String name, Function<BrowserSignIn, T> work) {
        for (AuthSource source : chain.get()) {
            if (source.name().equals(name)) {
                try (Lease<AuthProvider> lease = source.handle().acquire()) {
                    return work.apply(lease.driver()
                            .browser()
                            .orElseThrow(() -> new NotFound("nobody signs in by a page of this provider")));
                }
            }
        }
        throw new NotFound("there is no such provider to sign in with");
    }

    /** How programs in a terminal sign in; empty when no provider has a way. */
    public Optional<Terminal> terminal() {
        return chain.get().stream()
                .flatMap(source -> ask(source, BrowserSignIn::terminal).stream().flatMap(Optional::stream))
                .findFirst();
    }

    /**
     * Where a browser goes to sign in.
     *
     * @throws NotFound when there is no such provider
     * @throws Unavailable when it can't be asked
     */
    public URI begin(String source, Departure departure) {
        return with(source, pages -> pages.begin(departure));
    }

    /** A session that has just begun; the secret is the browser's alone. */
    public record Begun(Session session, String secret, Instant expires) {

        /** Tells no secret. */
        @Override
        public String toString() {
            return "Begun[" + session + "]";
        }
    }

    /**
     * A browser has come back.
     *
     * @param answer what the provider sent along
     * @throws org.weft.spi.WeftException.Unauthenticated when nobody is let in
     * @throws Unavailable when the provider can't be asked
     */
    public Begun finish(String source, Departure departure, Map<String, String> answer, String remoteAddress) {
        Arrival arrival = with(source, pages -> pages.finish(departure, answer));
        Session session = signIn.completeBrowserSignIn(source, arrival.outcome(), remoteAddress);
        return begin(source, arrival.subject(), arrival.session(), session);
    }

    /** Somebody has signed in with a password. */
    public Begun begin(Session session) {
        return begin("", "", "", session);
    }

    private Begun begin(String source, String subject, String at, Session session) {
        String secret = secret();
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime);
        table.insert(
                hash(secret),
                new Row(source, subject, at, session.user().id(), session.user().username(), now, expires));
        return new Begun(session, secret, expires);
    }

    /** What ends with a session: access tokens that were made in it, and the key for signed URLs that it fetched. */
    private static String credential(String hash) {
        return "browser/" + hash;
    }

    private static String hash(String secret) {
        return AppPasswords.hash(secret);
    }

    /**
     * Who is signed in.
     *
     * @param session on whose behalf
     * @param source the provider that vouched; empty for a password
     * @param ticket stands in our own forms, so that no other site can send them
     */
    public record Present(Session session, String source, String ticket) {

        /** Tells no ticket. */
        @Override
        public String toString() {
            return "Present[" + session + "]";
        }

        /** Whether a form is one of ours. */
        public boolean isOurs(String shown) {
            return MessageDigest.isEqual(
                    ticket.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Whose session a secret is for; empty when it has ended.
     *
     * @throws org.weft.spi.WeftException.Forbidden when the account is blocked
     */
    public Optional<Present> find(String secret) {
        if (secret.length() != 43) {
            return Optional.empty();
        }
        return table.find(hash(secret), clock.instant())
                // Who rests may sign in anew: that is how they wake.
                .filter(row -> !signIn.rests(row.user()))
                .flatMap(row -> signIn.resume(
                                row.user(),
                                row.username(),
                                row.expires(),
                                new CredentialRef(credential(hash(secret)), row.created()))
                        .map(session -> new Present(session, row.source(), hash("form " + secret))));
    }

    /** Signs a browser out, and with it the person in all apps. */
    public void end(String secret) {
        Optional<Row> ending = table.find(hash(secret), clock.instant());
        table.remove(hash(secret));
        ending.ifPresent(row -> {
            signIn.revokedByProvider(credential(hash(secret)));
            SignInAudit.signedOut(row.user(), "");
            signedOut.accept(row.user());
        });
    }

    /** Where the browser can end the provider's own session; empty when there is no such page. */
    public Optional<URI> signOut(String source, URI back) {
        if (source.isEmpty()) {
            return Optional.empty();
        }
        try {
            return with(source, pages -> pages.signOut(back));
        } catch (NotFound | Unavailable gone) {
            return Optional.empty();
        }
    }

    /**
     * A provider says that a session has ended there.
     *
     * @return false when the notice is not the provider's
     * @throws Unavailable when the provider's keys can't be had
     */
    public boolean ended(String source, String notice) {
        Optional<Ending> ending = with(source, pages -> pages.ended(notice));
        ending.ifPresent(end -> ended(source, end));
        return ending.isPresent();
    }

    private void ended(String source, Ending end) {
        List<Ended> sessions = end.session().isEmpty()
                ? table.removeSubject(source, end.subject())
                : table.removeSession(source, end.session());
        Set<String> subjects = new LinkedHashSet<>();
        Set<UserId> people = new LinkedHashSet<>();
        sessions.forEach(session -> {
            signIn.revokedByProvider(credential(session.hash()));
            subjects.add(session.subject());
            people.add(session.user());
        });
        subjects.add(end.subject());
        subjects.remove("");
        // Programs hold tokens of people who never had a session here.
        Instant at = end.at().orElseGet(clock::instant);
        subjects.forEach(subject -> people.addAll(signIn.revokedByProvider(source, subject, at)));
        people.forEach(user -> {
            SignInAudit.signedOut(user, source);
            signedOut.accept(user);
        });
        LOG.atInfo()
                .addKeyValue("source", source)
                .addKeyValue("sessions", sessions.size())
                .log("signed-out-by-provider");
    }

    /**
     * A provider says that it closed an account, or opened it again.
     *
     * @return false when the event is not the provider's, or tells something else
     * @throws Unavailable when the provider's keys can't be had
     */
    public boolean account(String source, String event) {
        Optional<AccountEvent> told = with(source, pages -> pages.account(event));
        told.ifPresent(account -> {
            if (account.isClosed()) {
                // What the provider said before must not wake them again.
                ended(source, new Ending(account.subject(), "", Optional.of(account.at())));
            }
            signIn.accountEvent(source, account.subject(), account.isClosed());
        });
        return told.isPresent();
    }

    /** Forgets what has expired; call it now and then. */
    public void sweep() {
        table.removeExpired(clock.instant());
    }
}
