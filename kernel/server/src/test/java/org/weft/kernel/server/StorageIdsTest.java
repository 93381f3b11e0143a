/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;
import org.weft.testkit.storage.Ability;

/** Where the id of a storage comes from, and where it is kept. */
class StorageIdsTest {

    @TempDir
    Path folder = Path.of("");

    private static final Optional<String> NONE = Optional.empty();

    private final MemoryStore tree = new MemoryStore();
    private StateDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(folder.resolve("first"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void loseTheDatabase() {
        database.close();
        database = TestDatabases.sqlite(folder.resolve("second"));
    }

    /** A server that has started with some storages. */
    private final class Started {
        private final StorageIds ids = new StorageIds(new GeneratedSettings(database));
        private final List<Mount> mounts = new ArrayList<>();
        private MountTable table = new MountTable(List.of());

        Started with(String name, Optional<String> configured, DriverHandle<StorageDriver> handle) {
            mounts.add(new Mount(
                    name,
                    ids.of(name, configured, handle),
                    RelPath.parse(name),
                    Mount.Everyone.WRITE,
                    PrincipalSet.nobody(),
                    Set.of(),
                    handle));
            table = new MountTable(mounts);
            return this;
        }

        Started with(String name, MemoryStore store) {
            return with(name, NONE, handle(store));
        }

        Started settle() {
            ids.settle();
            return this;
        }

        String id(String name) {
            return table.at(RelPath.parse(name)).orElseThrow().storageId();
        }
    }

    private static DriverHandle<StorageDriver> handle(MemoryStore store) {
        return DriverHandle.fixed("memory", new MemoryDriver(store));
    }

    private Started start() {
        return new Started();
    }

    @Test
    void a_new_storage_gets_an_id_that_database_and_tree_keep() {
        String id = start().with("home", tree).settle().id("home");
        assertThat(id).hasSize(36);
        assertThat(borne(tree)).contains(id);
        assertThat(start().with("home", tree).id("home")).isEqualTo(id);
    }

    @Test
    void a_lost_database_changes_no_id_and_neither_does_another_name_of_the_storage() {
        String id = start().with("home", tree).settle().id("home");
        loseTheDatabase();
        assertThat(start().with("homes", tree).settle().id("homes")).isEqualTo(id);
        assertThat(start().with("homes", new MemoryStore()).id("homes")).isEqualTo(id);
    }

    @Test
    void a_storage_that_is_away_has_no_id_until_its_tree_was_asked_for_the_one_that_it_bears() {
        String id = start().with("home", tree).settle().id("home");
        loseTheDatabase();
        AtomicBoolean isAway = new AtomicBoolean(true);
        DriverHandle<StorageDriver> present = handle(tree);
        DriverHandle<StorageDriver> sometimes = new DriverHandle<>() {
            @Override
            public String instance() {
                return "memory";
            }

            @Override
            public Lease<StorageDriver> acquire() {
                if (isAway.get()) {
                    throw new Unavailable("the storage is away");
                }
                return present.acquire();
            }
        };
        Started started = start().with("home", NONE, sometimes).settle();
        assertThatThrownBy(() -> started.id("home")).isInstanceOf(Unavailable.class);
        assertThat(started.table.withId(id)).isEmpty();

        isAway.set(false);
        assertThat(started.table.withId(id)).as("who comes first has it asked").isPresent();
        assertThat(started.id("home")).isEqualTo(id);
    }

    @Test
    void a_copy_of_a_tree_beside_its_original_gets_an_id_of_its_own_and_keeps_it() {
        String id = start().with("home", tree).settle().id("home");
        MemoryStore copy = new MemoryStore();
        bear(copy, id);
        String ofCopy = start().with("copy", copy).with("home", tree).settle().id("copy");
        assertThat(ofCopy).isNotEqualTo(id);
        assertThat(borne(tree)).contains(id);
        assertThat(borne(copy)).contains(ofCopy);

        loseTheDatabase();
        Started again = start().with("copy", copy).with("home", tree).settle();
        assertThat(again.id("home")).isEqualTo(id);
        assertThat(again.id("copy")).isEqualTo(ofCopy);
    }

    @Test
    void what_the_database_knows_wins_over_a_tree_that_bears_another_id_and_leaves_it_there() {
        String id = start().with("home", tree).settle().id("home");
        MemoryStore other = new MemoryStore();
        bear(other, "another");
        assertThat(start().with("home", other).settle().id("home")).isEqualTo(id);
        assertThat(borne(other)).contains("another");
    }

    @Test
    void the_id_of_the_configuration_wins_over_all_and_is_written_into_the_tree() {
        bear(tree, "another");
        assertThat(start().with("home", Optional.of("given"), handle(tree))
                        .settle()
                        .id("home"))
                .isEqualTo("given");
        assertThat(borne(tree)).contains("given");
    }

    @Test
    void what_is_no_id_is_never_taken_for_one_and_never_for_none() {
        bear(tree, "<html>");
        Started started = start().with("home", tree).settle();
        assertThatThrownBy(() -> started.id("home")).isInstanceOf(Unavailable.class);
        assertThat(borne(tree)).contains("<html>");

        assertThat(start().with("home", Optional.of("given"), handle(tree))
                        .settle()
                        .id("home"))
                .isEqualTo("given");
        assertThat(borne(tree)).contains("given");
    }

    @Test
    void a_driver_that_keeps_no_id_has_one_in_the_database() {
        DriverHandle<StorageDriver> plain =
                DriverHandle.fixed("memory", new MemoryDriver(tree, MemoryDriver.all(), EnumSet.noneOf(Ability.class)));
        String id = start().with("home", NONE, plain).settle().id("home");
        assertThat(start().with("home", NONE, plain).id("home")).isEqualTo(id);
    }

    private static Optional<String> borne(MemoryStore store) {
        try {
            return stored(store).read();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void bear(MemoryStore store, String id) {
        try {
            stored(store).write(id);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static StoredId stored(MemoryStore store) {
        return new MemoryDriver(store).storedId().orElseThrow();
    }
}
