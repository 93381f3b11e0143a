/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.Set;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.commit.SpaceCommitLock.Inside;
import org.weft.kernel.storage.resource.SpaceKey;

/** PostgreSQL's advisory locks, which keep the commits of several nodes apart; nothing at all with SQLite. */
final class AdvisoryLocks {

    private final StateDatabase database;

    AdvisoryLocks(StateDatabase database) {
        this.database = database;
    }

    <T> T shared(Collection<SpaceKey> spaces, Inside<T> inside) throws IOException {
        return database.isShared() ? holding("SELECT pg_advisory_xact_lock_shared(?)", spaces, inside) : inside.run();
    }

    <T> T exclusive(SpaceKey space, Inside<T> inside) throws IOException {
        return database.isShared() ? holding("SELECT pg_advisory_xact_lock(?)", Set.of(space), inside) : inside.run();
    }

    private <T> T holding(String sql, Collection<SpaceKey> spaces, Inside<T> inside) throws IOException {
        try (StateDatabase.Hold hold = database.hold()) {
            for (SpaceKey space : spaces) {
                hold.run(connection -> {
                    try (PreparedStatement lock = connection.prepareStatement(sql)) {
                        lock.setLong(1, key(space));
                        return lock.execute();
                    }
                });
            }
            return inside.run();
        }
    }

    private static long key(SpaceKey space) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(space.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
