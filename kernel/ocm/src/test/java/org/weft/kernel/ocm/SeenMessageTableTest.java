/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.ocm.SeenMessageTable.First;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.WeftException.Unavailable;

/** What is remembered of messages that may come once. */
class SeenMessageTableTest {

    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(6));

    @TempDir
    private Path folder;

    @Test
    void all_servers_on_one_database_remember_together_and_tell_how_it_came_first() {
        try (StateDatabase database = StateDatabase.open(folder, Optional.empty())) {
            First first = new First(NOW, "192.0.2.1");
            SeenMessageTable one = new SeenMessageTable(database);
            SeenMessageTable other = new SeenMessageTable(database);
            assertThat(one.remember("a", first, UNTIL)).isEmpty();
            First again = new First(NOW.plusSeconds(1), "192.0.2.2");
            assertThat(other.remember("a", again, UNTIL)).contains(first);
            assertThat(one.remember("b", again, UNTIL)).isEmpty();
        }
    }

    @Test
    void what_cannot_be_remembered_is_not_taken() {
        try (StateDatabase database = StateDatabase.open(folder, Optional.empty())) {
            SeenMessageTable table = new SeenMessageTable(database, 2);
            assertThat(table.remember("a", new First(NOW, ""), UNTIL)).isEmpty();
            assertThat(table.remember("b", new First(NOW, ""), UNTIL)).isEmpty();
            Instant later = NOW.plus(Duration.ofMinutes(2));
            assertThatThrownBy(() -> table.remember("c", new First(later, ""), later.plus(Duration.ofMinutes(6))))
                    .isInstanceOf(Unavailable.class);
            Instant over = UNTIL.plus(Duration.ofMinutes(1));
            assertThat(table.remember("c", new First(over, ""), over.plus(Duration.ofMinutes(6))))
                    .as("what is over makes room")
                    .isEmpty();
        }
    }
}
