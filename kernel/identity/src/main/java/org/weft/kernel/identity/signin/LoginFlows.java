/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.kernel.identity.db.LoginFlowTable;
import org.weft.kernel.identity.db.LoginFlowTable.Granted;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;

/**
 * How a program gets an app password without ever seeing the user's own: it opens a page in the user's browser, where
 * the user signs in and lets it in, and meanwhile asks again and again whether that has happened. Of every token only
 * the hash is kept; each is good once, and for twenty minutes. Thread-safe.
 */
public final class LoginFlows {

    private static final Duration LIFETIME = Duration.ofMinutes(20);
    private static final int MOST = 10_000;
    private static final int MOST_OF_AN_ADDRESS = 60;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int LONGEST_NAME = 200;

    private final LoginFlowTable table;
    private final AppPasswords passwords;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Cache<String, AtomicInteger> begun =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(WINDOW).build();

    public LoginFlows(LoginFlowTable table, AppPasswords passwords, Clock clock) {
        this.table = table;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * What a program gets that wants to be let in.
     *
     * @param poll to ask with whether it was
     * @param login for the page in the browser
     */
    public record Begun(String poll, String login) {

        /** Tells neither. */
        @Override
        public String toString() {
            return "Begun[]";
        }
    }

    /** What keeps one from beginning too many. */
    public List<Brake> brakes() {
        return List.of(new Beginnings());
    }

    private final class Beginnings implements Brake {

        @Override
        public String counts() {
            return "login flows from one network";
        }

        @Override
        public List<Braked> braked() {
            return begun.asMap().entrySet().stream()
                    .filter(entry -> entry.getValue().get() > MOST_OF_AN_ADDRESS)
                    .map(entry -> new Braked(
                            counts(), "", entry.getKey(), entry.getValue().get(), WINDOW))
                    .toList();
        }

        @Override
        public int release(String who) {
            return begun.asMap().remove(ClientNetwork.of(who)) != null
                            || begun.asMap().remove(who) != null
                    ? 1
                    : 0;
        }
    }

    /**
     * Begins.
     *
     * @param client what the program calls itself
     * @throws Throttled when too many wait, or too many came from this address
     */
    public Begun begin(String client, String remoteAddress) {
        AtomicInteger count = begun.get(ClientNetwork.of(remoteAddress), address -> new AtomicInteger());
        if (count.incrementAndGet() > MOST_OF_AN_ADDRESS) {
            throw new Throttled("too many sign-ins were begun from your address; try again later", WINDOW);
        }
        Begun fresh = new Begun(token(), token());
        String name = cut(client);
        if (!table.begin(
                AppPasswords.hash(fresh.poll()),
                AppPasswords.hash(fresh.login()),
                name,
                clock.instant().plus(LIFETIME),
                MOST)) {
            throw new Throttled("too many sign-ins wait to be granted; try again later", LIFETIME);
        }
        return fresh;
    }

    private String token() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String cut(String client) {
        StringBuilder name = new StringBuilder();
        client.strip()
                .codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(LONGEST_NAME)
                .forEach(name::appendCodePoint);
        return name.isEmpty() ? "a program that does not tell its name" : name.toString();
    }

    /**
     * What the program that waits behind a login token calls itself.
     *
     * @throws NotFound when none does any more
     */
    public String client(String login) {
        return table.client(AppPasswords.hash(login), clock.instant())
                .orElseThrow(() -> new NotFound("this sign-in has ended; begin it anew in your program"));
    }

    /**
     * Somebody has signed in on the page.
     *
     * @return the ticket of the button that lets the program in: only who has seen the page after signing in knows it
     * @throws Forbidden when the session is not good for everything
     */
    public String signedIn(String login, Session session) {
        client(login);
        if (!session.scopes().contains(new Scope.User(Scope.Role.OWNER))) {
            throw new Forbidden("your access is limited, and so you can't give any away");
        }
        String ticket = token();
        table.signedIn(
                AppPasswords.hash(login), session.user().id(), session.user().username(), AppPasswords.hash(ticket));
        return ticket;
    }

    /**
     * Lets the program in.
     *
     * @throws Forbidden when the ticket is not that of the last who signed in
     */
    public void grant(String login, String ticket) {
        if (!table.grant(AppPasswords.hash(login), AppPasswords.hash(ticket), clock.instant())) {
            throw new Forbidden("this button is not good any more; begin the sign-in anew in your program");
        }
    }

    /**
     * What a program was granted.
     *
     * @param username the login name to show with the password
     * @param password the app password
     */
    public record Credentials(String username, String password) {

        /** Tells no password. */
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }

    /** What was granted to who polls; empty while nothing was. The second answer to one poll token is empty for ever. */
    public Optional<Credentials> poll(String poll) {
        Optional<Granted> granted = table.take(AppPasswords.hash(poll), clock.instant());
        return granted.map(known -> new Credentials(
                known.username(),
                passwords
                        .make(known.user(), known.username(), known.client(), List.of(), Optional.empty())
                        .secret()));
    }

    /** Forgets what has expired; call it now and then. */
    public void sweep() {
        table.removeExpired(clock.instant());
    }
}
