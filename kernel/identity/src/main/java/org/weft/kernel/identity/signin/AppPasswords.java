/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.AppPasswordTable.Row;
import org.weft.kernel.identity.token.ScopeCodec;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;

/**
 * Passwords that a user gives to one program each, and takes away again one by one. They are made here, of 160 random
 * bits, so that their plain SHA-256 can be kept and no slow hash is needed to check them. What begins like one is never
 * shown to another provider. Thread-safe.
 */
public final class AppPasswords {

    private static final Logger LOG = LoggerFactory.getLogger(AppPasswords.class);
    private static final String PREFIX = "weft-";
    private static final String CREDENTIAL = "app-password/";
    private static final int BYTES = 20;
    private static final int LENGTH = PREFIX.length() + 8 * BYTES / 5;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int MOST = 200;
    private static final int LONGEST_LABEL = 255;

    /** How exactly it is told when one was used last: a write for each request would be too dear. */
    private static final Duration PRECISION = Duration.ofMinutes(5);

    private final AppPasswordTable table;
    private final Optional<Revocations> revocations;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public AppPasswords(AppPasswordTable table, Clock clock) {
        this(table, Optional.empty(), clock);
    }

    /** @param revocations told of what is taken away, so that what was made from it ends with it */
    public AppPasswords(AppPasswordTable table, Revocations revocations, Clock clock) {
        this(table, Optional.of(revocations), clock);
    }

    private AppPasswords(AppPasswordTable table, Optional<Revocations> endings, Clock clock) {
        this.table = table;
        this.revocations = endings;
        this.clock = clock;
    }

    /** What an access that comes from an app password goes back to. */
    static String credential(String id) {
        return CREDENTIAL + id;
    }

    /**
     * An app password as its user sees it.
     *
     * @param id names it
     * @param user whose it is
     * @param username the user's login name
     * @param label what it is for
     * @param scopes what it is good for
     * @param created when it was made
     * @param expires when it ends; empty when it does not
     * @param used when it was used last, give or take five minutes; empty when it never was
     */
    public record AppPassword(
            String id,
            UserId user,
            String username,
            String label,
            List<Scope> scopes,
            Instant created,
            Optional<Instant> expires,
            Optional<Instant> used) {

        public AppPassword {
            scopes = List.copyOf(scopes);
        }
    }

    /**
     * One that was just made.
     *
     * @param secret the password itself, which nobody is told again; never log it
     */
    public record Made(AppPassword password, String secret) {

        /** Tells the password's id only. */
        @Override
        public String toString() {
            return "Made[" + password.id() + "]";
        }
    }

    /**
     * Makes one for whoever is signed in.
     *
     * @param scopes what it shall be good for; empty for everything the user may do
     * @param expires when it ends
     * @throws Forbidden when the session is limited, or was begun with an app password: what that lets in would stay when it
     *     is taken away
     */
    public Made make(Session session, String label, List<Scope> scopes, Optional<Instant> expires) {
        if (session.credential().name().startsWith(CREDENTIAL)) {
            throw new Forbidden("you use an app password already; sign in with your own to make another");
        }
        return make(session.caller(), label, scopes, expires);
    }

    /** Makes one for a caller. */
    public Made make(Caller caller, String label, List<Scope> scopes, Optional<Instant> expires) {
        requireWhole(caller);
        return make(caller.user(), caller.username(), label, scopes, expires);
    }

    private static void requireWhole(Caller caller) {
        if (!caller.scopes().contains(new Scope.User(Scope.Role.OWNER))) {
            throw new Forbidden("your access is limited, and so you can't give any away");
        }
    }

    /** Makes one for a user who is known to want it. */
    Made make(UserId user, String username, String label, List<Scope> scopes, Optional<Instant> expires) {
        if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgument("a label has up to " + LONGEST_LABEL + " characters and no line break");
        }
        Instant now = clock.instant();
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            throw new InvalidArgument("the app password would have expired already");
        }
        if (table.of(user).size() >= MOST) {
            throw new Throttled("you have " + MOST + " app passwords; take some away", Duration.ofMinutes(1));
        }
        List<Scope> whole = scopes.isEmpty() ? List.of(new Scope.User(Scope.Role.OWNER)) : scopes;
        String secret = secret(PREFIX, random);
        Row row = new Row(
                UUID.randomUUID().toString(),
                user,
                username,
                label,
                ScopeCodec.write(whole),
                now,
                expires.orElse(Instant.MAX),
                Instant.EPOCH);
        table.insert(row, hash(secret));
        LOG.atInfo().addKeyValue("user", user).addKeyValue("id", row.id()).log("app-password-made");
        AuditLog.entry()
                .addKeyValue("user", user)
                .addKeyValue("username", username)
                .addKeyValue("id", row.id())
                .addKeyValue("label", label)
                .log("app-password-made");
        return new Made(seen(row), secret);
    }

    /** Base32 without signs that a person could mistake, in case that one is copied by hand. */
    static String secret(String prefix, SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder(prefix);
        int held = 0;
        int bits = 0;
        for (byte b : bytes) {
            held = held << 8 | b & 0xff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(held >> bits & 31));
            }
        }
        return text.toString();
    }

    static String hash(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static AppPassword seen(Row row) {
        return new AppPassword(
                row.id(),
                row.user(),
                row.username(),
                row.label(),
                ScopeCodec.read(row.scopes()),
                row.created(),
                row.expires().equals(Instant.MAX) ? Optional.empty() : Optional.of(row.expires()),
                row.used().equals(Instant.EPOCH) ? Optional.empty() : Optional.of(row.used()));
    }

    /** Whether a password looks as those that are made here. */
    public static boolean isOne(String secret) {
        return secret.length() == LENGTH && secret.startsWith(PREFIX);
    }

    /**
     * The app password that somebody shows; empty when it is none, has expired or is another user's.
     *
     * @param username the login name that was shown with it; its user's id is taken as well
     */
    public Optional<AppPassword> find(String username, String secret) {
        if (!isOne(secret)) {
            return Optional.empty();
        }
        Optional<Row> row = table.byHash(hash(secret))
                .filter(known -> known.username().equals(username)
                        || known.user().opaque().equals(username))
                .filter(known -> known.expires().isAfter(clock.instant()));
        row.ifPresent(this::note);
        return row.map(AppPasswords::seen);
    }

    private void note(Row row) {
        Instant now = clock.instant();
        if (row.used().plus(PRECISION).isBefore(now)) {
            try {
                table.used(row.id(), now);
            } catch (Unavailable busy) {
                LOG.atDebug().addKeyValue("id", row.id()).log("app-password-use-not-noted");
            }
        }
    }

    /** The caller's, the oldest first. */
    public List<AppPassword> of(Caller caller) {
        requireWhole(caller);
        return table.of(caller.user()).stream()
                .filter(row -> row.expires().isAfter(clock.instant()))
                .map(AppPasswords::seen)
                .toList();
    }

    /**
     * Takes one of the caller's away; from now on it lets nobody in.
     *
     * @param idOrSecret its id, or itself: who knows it may always end it
     * @throws NotFound when the caller has no such
     */
    public void revoke(Caller caller, String idOrSecret) {
        if (!isOne(idOrSecret)) {
            requireWhole(caller);
        }
        String id =
                isOne(idOrSecret) ? table.byHash(hash(idOrSecret)).map(Row::id).orElse("") : idOrSecret;
        if (!table.remove(caller.user(), id)) {
            throw new NotFound("you have no such app password");
        }
        revocations.ifPresent(known -> known.revoke(credential(id)));
        LOG.atInfo().addKeyValue("user", caller.user()).addKeyValue("id", id).log("app-password-revoked");
        AuditLog.entry()
                .addKeyValue("user", caller.user())
                .addKeyValue("id", id)
                .log("app-password-revoked");
    }

    /** Forgets what has expired; call it now and then. */
    public void sweep() {
        table.removeExpired(clock.instant());
    }
}
