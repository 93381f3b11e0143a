/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.token.SigningKey;
import org.weft.kernel.identity.token.StoredKeys;
import org.weft.kernel.runtime.database.DatabaseFailure;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Database;
import org.weft.spi.Database.Durability;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.storage.SpaceId;

/** What holds for the server's database, whichever it is. */
abstract class StateContract {

    private StateDatabase database;

    /** Opens the same database again. */
    abstract StateDatabase open() throws Exception;

    @BeforeEach
    void openDatabase() throws Exception {
        database = open();
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void a_storage_keeps_its_id_over_restarts() throws Exception {
        assertThat(new GeneratedSettings(database).storageIdOf("home")).isEmpty();
        assertThat(new GeneratedSettings(database).storageId("home", "one")).isEqualTo("one");
        assertThat(new GeneratedSettings(database).storageId("projects", "two")).isEqualTo("two");
        database.close();
        database = open();
        assertThat(new GeneratedSettings(database).storageIdOf("home")).contains("one");
        assertThat(new GeneratedSettings(database).storageId("home", "three")).isEqualTo("one");
    }

    @Test
    void a_signing_key_is_made_once_and_is_long_and_random() throws Exception {
        SigningKey key = StoredKeys.open(database, Clock.systemUTC()).current();
        assertThat(key.secret()).hasSize(32).isNotEqualTo(new byte[32]);
        database.close();
        database = open();
        StoredKeys again = StoredKeys.open(database, Clock.systemUTC());
        assertThat(again.current().kid()).isEqualTo(key.kid());
        assertThat(again.current().secret()).isEqualTo(key.secret());
        assertThat(again.live()).hasSize(1);
    }

    @Test
    void rotated_keys_stay_good_until_they_are_retired() {
        StoredKeys keys = StoredKeys.open(database, Clock.systemUTC());
        String first = keys.current().kid();
        keys.rotate();
        assertThat(keys.live()).hasSize(2).extracting(SigningKey::kid).contains(first);
        keys.retire(first);
        assertThat(keys.live()).extracting(SigningKey::kid).doesNotContain(first);
        String last = keys.current().kid();
        assertThatThrownBy(() -> keys.retire(last)).isInstanceOf(Conflict.class);
        assertThat(keys.current().kid()).isEqualTo(last);
    }

    @Test
    void a_rotated_key_signs_at_the_latest_when_every_node_knows_it() {
        StoredKeys keys = StoredKeys.open(database, Clock.systemUTC());
        String first = keys.current().kid();
        keys.rotate();
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofMinutes(1)), ZoneOffset.UTC);
        assertThat(StoredKeys.open(database, later).current().kid()).isNotEqualTo(first);
    }

    @Test
    void an_old_key_is_renewed_and_ends_when_its_tokens_have() {
        Instant start = Instant.now();
        Duration age = Duration.ofDays(90);
        Duration lifetime = Duration.ofDays(3);
        StoredKeys keys = StoredKeys.open(database, Clock.fixed(start, ZoneOffset.UTC));
        String first = keys.current().kid();
        keys.renew(age, lifetime);
        assertThat(keys.live()).as("a young key").hasSize(1);

        StoredKeys old = StoredKeys.open(database, Clock.fixed(start.plus(Duration.ofDays(91)), ZoneOffset.UTC));
        old.renew(age, lifetime);
        assertThat(old.live()).extracting(SigningKey::kid).hasSize(2).contains(first);
        old.renew(age, lifetime);
        assertThat(old.live()).as("its tokens are still good").hasSize(2);

        StoredKeys later = StoredKeys.open(database, Clock.fixed(start.plus(Duration.ofDays(95)), ZoneOffset.UTC));
        later.renew(age, lifetime);
        assertThat(later.live()).extracting(SigningKey::kid).hasSize(1).doesNotContain(first);
    }

    @Test
    void revisions_of_shares_rise_with_every_change_and_never_fall() throws Exception {
        ShareRevisionTable revisions = new ShareRevisionTable(database);
        SpaceKey one = new SpaceKey("storage", new SpaceId("one"));
        SpaceKey other = new SpaceKey("storage", new SpaceId("other"));
        assertThat(revisions.spaces()).isEmpty();
        assertThat(revisions.revision(one)).isZero();
        assertThat(revisions.received(List.of("user marie", "group physics"))).isZero();

        revisions.bump(List.of(one, other), List.of("user marie"));
        revisions.bump(List.of(one), List.of("group physics", "user marie"));
        database.close();
        database = open();
        revisions = new ShareRevisionTable(database);
        assertThat(revisions.spaces()).containsExactlyInAnyOrder(one, other);
        assertThat(revisions.revision(one)).isEqualTo(2);
        assertThat(revisions.revision(other)).isEqualTo(1);
        assertThat(revisions.received(List.of("user marie"))).isEqualTo(2);
        assertThat(revisions.received(List.of("user marie", "group physics", "group of nobody")))
                .isEqualTo(3);
    }

    @Test
    void receivers_in_many_groups_are_asked_for_in_parts() {
        ShareRevisionTable revisions = new ShareRevisionTable(database);
        List<String> groups =
                IntStream.range(0, 1300).mapToObj(i -> "group " + i).toList();
        revisions.bump(List.of(), groups);
        assertThat(revisions.received(groups)).isEqualTo(1300);
        List<String> twice = new ArrayList<>(groups);
        twice.addAll(groups);
        assertThat(revisions.received(twice)).isEqualTo(1300);
    }

    @Test
    void changes_of_shares_by_many_at_once_are_all_counted() throws Exception {
        ShareRevisionTable revisions = new ShareRevisionTable(database);
        SpaceKey one = new SpaceKey("storage", new SpaceId("one"));
        SpaceKey other = new SpaceKey("storage", new SpaceId("other"));
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                boolean turned = i % 2 == 0;
                all.add(pool.submit(() -> revisions.bump(
                        turned ? List.of(other, one) : List.of(one, other),
                        turned ? List.of("user b", "user a") : List.of("user a", "user b"))));
            }
            for (Future<?> done : all) {
                done.get();
            }
        }
        assertThat(revisions.revision(one)).isEqualTo(40);
        assertThat(revisions.received(List.of("user a", "user b"))).isEqualTo(80);
    }

    @Test
    void work_that_throws_is_rolled_back() {
        assertThatThrownBy(() -> database.write(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("INSERT INTO setting (name, value) VALUES ('a', 'b')");
                    }
                    throw new Conflict("no");
                }))
                .isInstanceOf(Conflict.class);
        assertThat(new GeneratedSettings(database).get("a")).isEmpty();
    }

    @Test
    void a_database_of_a_newer_version_is_refused() throws Exception {
        database.write(connection -> insertMigration(connection, 9999));
        database.close();
        assertThatThrownBy(this::open)
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("9999");
    }

    private static int insertMigration(Connection connection, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO weft_migration (number, name, checksum) VALUES (?, 'x', 'x')")) {
            insert.setInt(1, number);
            return insert.executeUpdate();
        }
    }

    @Test
    void a_migration_that_was_changed_after_it_ran_is_found_out() throws Exception {
        database.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("UPDATE weft_migration SET checksum = 'other'");
            }
        });
        database.close();
        assertThatThrownBy(this::open)
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("0001-foundation.sql is not the file that ran");
    }

    @Test
    void each_instance_is_lent_a_database_of_its_own_and_finds_it_again() throws Exception {
        try (PluginDatabases lent = new PluginDatabases(database)) {
            Database one = lent.lend("storage-a-b", Durability.DURABLE);
            Database other = lent.lend("storage-a.b", Durability.REBUILDABLE);
            one.migrate(StateContract.class, "state-migrations/0001-things.sql");
            other.migrate(StateContract.class, "state-migrations/0001-things.sql");
            insert(one, "first");
            assertThat(names(one)).containsExactly("first");
            assertThat(names(other)).isEmpty();
            assertThat(lent.lend("storage-a-b", Durability.DURABLE)).isSameAs(one);
            lent.release("storage-a-b");
        }
        try (PluginDatabases lent = new PluginDatabases(database)) {
            Database again = lent.lend("storage-a-b", Durability.DURABLE);
            again.migrate(StateContract.class, "state-migrations/0001-things.sql", "state-migrations/0002-more.sql");
            assertThat(names(again)).containsExactly("first");
            again.migrate(StateContract.class, "state-migrations/0001-things.sql");
            assertThat(names(again)).containsExactly("first");
        }
    }

    private static void insert(Database lent, String name) throws SQLException {
        lent.transaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO thing (name) VALUES (?)")) {
                insert.setString(1, name);
                return insert.executeUpdate();
            }
        });
    }

    private static List<String> names(Database lent) throws SQLException {
        return lent.transaction(connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT name FROM thing ORDER BY name");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
    }

    @Test
    void a_migration_that_fails_is_rolled_back_whole_and_named() throws Exception {
        try (PluginDatabases lent = new PluginDatabases(database)) {
            Database broken = lent.lend("storage-broken", Durability.DURABLE);
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> broken.migrate(StateContract.class, "state-migrations/0003-broken.sql"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("0003-broken.sql")
                        .hasMessageContaining("nonsense");
            }
            assertThatThrownBy(() -> broken.migrate(StateContract.class, "state-migrations/0004-missing.sql"))
                    .hasMessageContaining("0004-missing.sql is missing");
            assertThatThrownBy(() -> broken.migrate(StateContract.class, "state-migrations/words.sql"))
                    .hasMessageContaining("NNNN-words.sql");
        }
    }
}
