/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.PostgresServer;

@WithProcess
class PostgresGrantsTest extends GrantsContract {

    private static PostgresServer server;

    @TempDir
    private Path data;

    private String url = "";

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    StateDatabase open() throws Exception {
        if (url.isEmpty()) {
            url = server.newDatabase();
        }
        return StateDatabase.open(data, Optional.of(url));
    }

    @Test
    void what_one_node_changes_holds_on_the_other_at_once() throws Exception {
        Mount mount = TestValues.mount("home", Mount.Everyone.NONE, new MemoryStorage(true, Trait.STABLE_IDS));
        try (StateDatabase one = open();
                StateDatabase other = open()) {
            StorageServices here =
                    new StorageServices(TestValues.places(mount), one, LockLimits.usual(), Clock.systemUTC());
            StorageServices there =
                    new StorageServices(TestValues.places(mount), other, LockLimits.usual(), Clock.systemUTC());
            folder(here.files(), anna, "home/a");
            folder(here.files(), anna, "home/a/b");
            folder(here.files(), anna, "home/a/shut");
            put(here.files(), anna, "home/a/b/c", "text");
            Target file = Target.id(
                    here.files().stat(anna, at("home/a/b/c"), StatSpec.node()).id());
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> there.files().stat(ben, file, StatSpec.node()))
                        .isInstanceOf(NotFound.class);
                here.grants().add(anna, at("home/a"), user("ben"), Rights.read(), Optional.empty());
                assertThat(there.files().stat(ben, file, StatSpec.node()).name())
                        .isEqualTo("c");
                there.grants().deny(anna, at("home/a/shut"), user("ben"));
                assertThat(here.files().stat(ben, file, StatSpec.node()).name()).isEqualTo("c");
                MoveRequest plain = new MoveRequest(false, Precondition.none(), WriteConditions.plain());
                here.copies().move(anna, at("home/a/b"), at("home/a/shut/b"), plain);
                assertThatThrownBy(() -> there.files().stat(ben, file, StatSpec.node()))
                        .isInstanceOf(NotFound.class);
                there.copies().move(anna, at("home/a/shut/b"), at("home/a/b"), plain);
                assertThat(here.files().stat(ben, file, StatSpec.node()).name()).isEqualTo("c");
                here.grants().remove(anna, at("home/a/shut"), user("ben"));
                there.grants().remove(anna, at("home/a"), user("ben"));
            }
        }
    }
}
