/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.Database.Dialect;
import org.weft.spi.WeftException.Conflict;

/**
 * The secrets that sign tokens, made by this server and kept in its database: one at the first start, more when they
 * are rotated. A secret is never logged and never a default. Thread-safe.
 */
public final class StoredKeys implements SigningKeys {

    /** How old the memory of keys may be where other nodes may add some; a new key signs only when all know it. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StoredKeys.class);

    private final StateDatabase database;
    private final Clock clock;
    private volatile Known known;

    /** What was read, and when. */
    private record Known(List<Kept> keys, Instant read) {}

    /** A key that is live. */
    private record Kept(SigningKey key, Instant created) {}

    private StoredKeys(StateDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.known = read();
    }

    /** Reads the keys; makes one when there is none. */
    public static StoredKeys open(StateDatabase database, Clock clock) {
        database.write(connection -> {
            if (database.dialect() == Dialect.POSTGRESQL) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("LOCK TABLE signing_key IN EXCLUSIVE MODE");
                }
            }
            return select(connection).isEmpty() && insert(connection, clock.instant());
        });
        return new StoredKeys(database, clock);
    }

    private static boolean insert(Connection connection, Instant now) throws SQLException {
        SigningKey key = SigningKey.generate(new SecureRandom());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO signing_key (kid, secret, created) VALUES (?, ?, ?)")) {
            insert.setString(1, key.kid());
            insert.setString(2, HexFormat.of().formatHex(key.secret()));
            insert.setLong(3, now.toEpochMilli());
            insert.executeUpdate();
        }
        LOG.atInfo().addKeyValue("kid", key.kid()).log("signing-key-made");
        return true;
    }

    private static List<Kept> select(Connection connection) throws SQLException {
        List<Kept> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT kid, secret, created FROM signing_key WHERE retired IS NULL ORDER BY created, kid");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                SigningKey key = new SigningKey(row.getString(1), HexFormat.of().parseHex(row.getString(2)));
                keys.add(new Kept(key, Instant.ofEpochMilli(row.getLong(3))));
            }
        }
        return keys;
    }

    private Known read() {
        return new Known(database.read(StoredKeys::select), clock.instant());
    }

    private List<Kept> keys() {
        Known now = known;
        if (database.isShared() && clock.instant().isAfter(now.read().plus(MEMORY))) {
            now = read();
            known = now;
        }
        return now.keys();
    }

    @Override
    public SigningKey current() {
        List<Kept> keys = keys();
        Instant settled = database.isShared() ? clock.instant().minus(MEMORY.multipliedBy(2)) : Instant.MAX;
        for (Kept kept : keys.reversed()) {
            if (!kept.created().isAfter(settled)) {
                return kept.key();
            }
        }
        return keys.getFirst().key();
    }

    @Override
    public List<SigningKey> live() {
        return keys().stream().map(Kept::key).toList();
    }

    /** Makes a new key, which signs from now on; with several nodes once all of them know it. Old ones stay good. */
    public void rotate() {
        database.write(connection -> insert(connection, clock.instant()));
        known = read();
    }

    /**
     * Makes a new key when the newest has become old, and ends those whose tokens have all ended; call it now and then.
     *
     * @param age how old a key becomes before a new one is made
     * @param lifetime how long the longest token lasts
     */
    public void renew(Duration age, Duration lifetime) {
        known = read();
        List<Kept> keys = known.keys();
        Instant now = clock.instant();
        if (keys.getLast().created().plus(age).isBefore(now)) {
            rotate();
            return;
        }
        // A key signs until its successor does, which is a while after it was made; then its tokens must end.
        Duration grace = lifetime.plus(MEMORY.multipliedBy(6)).plus(TokenService.SKEW);
        for (int i = 0; i + 1 < keys.size(); i++) {
            if (keys.get(i + 1).created().plus(grace).isBefore(now)) {
                retire(keys.get(i).key().kid());
            }
        }
    }

    /**
     * Ends a key: no token that it signed is accepted any more.
     *
     * @throws Conflict when it is the only one
     */
    public void retire(String kid) {
        database.write(connection -> {
            if (select(connection).stream().allMatch(kept -> kept.key().kid().equals(kid))) {
                throw new Conflict("this is the only signing key; rotate first");
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE signing_key SET retired = ? WHERE kid = ? AND retired IS NULL")) {
                update.setLong(1, clock.millis());
                update.setString(2, kid);
                return update.executeUpdate();
            }
        });
        known = read();
    }
}
