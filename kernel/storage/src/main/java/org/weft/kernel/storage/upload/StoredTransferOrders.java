/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;

/**
 * Orders of uploads whose address names the upload alone: for clients that sign in with each request, and for targets
 * whose paths would make an address too long. Thread-safe.
 */
public final class StoredTransferOrders {

    private static final int MOST = 1000;
    private static final Duration AFTERWARDS = Duration.ofHours(1);

    private final StateDatabase database;
    private final Duration lifetime;
    private final Clock clock;

    /**
     * @param lifetime how long an upload may take in all
     */
    public StoredTransferOrders(StateDatabase database, Duration lifetime, Clock clock) {
        this.database = database;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * Keeps an order until its upload must have ended.
     *
     * @throws Throttled when the user has too many uploads under way
     */
    public void keep(TransferOrder.Upload order) {
        UserId user = order.who().user();
        if (count(user) >= MOST) {
            throw new Throttled(
                    "you have " + MOST + " uploads under way, and no more are allowed; end some of them",
                    Duration.ofMinutes(1));
        }
        Instant expires = clock.instant().plus(lifetime);
        database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO upload_order (id, user_idp, user_opaque, content, done, expires) VALUES (?, ?, ?, ?, 0, ?)")) {
                insert.setString(1, order.id());
                insert.setString(2, user.idp());
                insert.setString(3, user.opaque());
                insert.setString(4, TransferOrderJson.write(order));
                insert.setLong(5, expires.toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    private int count(UserId user) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT COUNT(*) FROM upload_order WHERE user_idp = ? AND user_opaque = ? AND done = 0")) {
                select.setString(1, user.idp());
                select.setString(2, user.opaque());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getInt(1) : 0;
                }
            }
        });
    }

    /**
     * The order of an upload of this user.
     *
     * @throws NotFound when there is none; also for somebody else's
     */
    public TransferOrder.Upload find(UserId user, String id) {
        Optional<String> content = database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT content FROM upload_order"
                    + " WHERE id = ? AND user_idp = ? AND user_opaque = ? AND expires > ?")) {
                select.setString(1, id);
                select.setString(2, user.idp());
                select.setString(3, user.opaque());
                select.setLong(4, clock.instant().toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
                }
            }
        });
        return TransferOrderJson.upload(
                content.orElseThrow(() -> new NotFound("there is no such upload: it was ended, or has expired")));
    }

    /** The upload is complete: a client that missed the answer may still ask for a while how it stands. */
    public void completed(String id) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE upload_order SET done = 1, expires = ? WHERE id = ?")) {
                update.setLong(1, clock.instant().plus(AFTERWARDS).toEpochMilli());
                update.setString(2, id);
                return update.executeUpdate();
            }
        });
    }

    /** Forgets an order whose upload was given up. */
    public void forget(String id) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM upload_order WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate();
            }
        });
    }

    /** Forgets what has expired; call it now and then. */
    public void sweep() {
        database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM upload_order WHERE expires <= ?")) {
                delete.setLong(1, clock.instant().toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }
}
