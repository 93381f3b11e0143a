/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.SpaceId;

/** The dead properties of a space may have so many characters together: here a thousand. */
class PropertyBudgetTest {

    private static final SpaceKey SPACE = new SpaceKey("s", new SpaceId("one"));
    private static final SpaceKey OTHER = new SpaceKey("s", new SpaceId("two"));
    private static final PropertyName NAME = new PropertyName("urn:x", "note");

    @TempDir
    Path directory;

    private StateDatabase database;
    private PropertyTable table;

    @BeforeEach
    void open() {
        database = StateDatabase.open(directory, Optional.empty());
        table = new PropertyTable(database, 1000);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void set(SpaceKey space, String node, int length) {
        table.change(space, new NodeId(node), Map.of(NAME, "x".repeat(length)), Set.of(), 10, 10_000);
    }

    private Map<PropertyName, String> of(SpaceKey space, String node) {
        return table.of(space, new NodeId(node), Set.of());
    }

    @Test
    void what_all_resources_of_a_space_keep_is_limited_and_other_spaces_have_their_own() {
        set(SPACE, "a", 600);
        assertThatThrownBy(() -> set(SPACE, "b", 401)).isInstanceOf(NoSpace.class);
        assertThat(of(SPACE, "b")).isEmpty();
        set(SPACE, "b", 400);
        set(OTHER, "c", 1000);
    }

    @Test
    void what_is_removed_or_replaced_gives_room_again() {
        set(SPACE, "a", 1000);
        table.change(SPACE, new NodeId("a"), Map.of(), Set.of(NAME), 10, 10_000);
        set(SPACE, "b", 900);
        table.drop(SPACE, new NodeId("b"));
        set(SPACE, "c", 1000);
    }

    @Test
    void copies_count_like_everything_else() {
        set(SPACE, "a", 600);
        assertThatThrownBy(() -> table.copy(SPACE, new NodeId("a"), SPACE, new NodeId("b")))
                .isInstanceOf(NoSpace.class);
        assertThat(of(SPACE, "b")).isEmpty();
        table.copy(SPACE, new NodeId("a"), OTHER, new NodeId("b"));
        assertThat(of(OTHER, "b")).containsKey(NAME);
    }
}
