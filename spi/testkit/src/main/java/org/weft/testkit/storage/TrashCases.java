/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Trash.Item;

/** What the cases about the trash have in common. */
abstract class TrashCases extends Cases {

    @BeforeEach
    final void requireTrash() {
        trash();
    }

    final Trash trash() {
        return offered("Trash", StorageDriver::trash);
    }

    final SpaceId space() throws IOException {
        return bench().stat("/").space();
    }

    final List<Item> items() throws IOException {
        List<Item> items = new ArrayList<>();
        trash().list(bench().anna(), space(), Optional.empty(), RelPath.root(), items::add);
        return items;
    }

    final List<Item> within(Item item, String path) throws IOException {
        List<Item> items = new ArrayList<>();
        trash().list(bench().anna(), space(), Optional.of(item.key()), RelPath.parse(path), items::add);
        return items;
    }

    /** Deletes, and returns the item that it makes. */
    final Item trashed(String path) throws IOException {
        List<Item> before = items();
        bench().delete(path);
        List<Item> after = items();
        after.removeAll(before);
        assertThat(after)
                .as("what the deletion of " + path + " put into the trash")
                .hasSize(1);
        return after.getFirst();
    }

    final Node restore(Item item) throws IOException {
        return restore(item, "", Optional.empty(), false);
    }

    final Node restore(Item item, String path, Optional<Ref> to, boolean overwrite) throws IOException {
        return restore(item, path, to, overwrite, Guard.none());
    }

    final Node restore(Item item, String path, Optional<Ref> to, boolean overwrite, Guard guard) throws IOException {
        return trash().restore(bench().anna(), space(), item.key(), RelPath.parse(path), to, overwrite, guard);
    }

    final void purge(Item item, String path) throws IOException {
        trash().purge(bench().anna(), space(), item.key(), RelPath.parse(path));
    }

    static Optional<Ref> to(String path) {
        return Optional.of(StorageBench.at(path));
    }

    /** A folder with a file and a folder with a file. */
    final void plant() throws IOException {
        bench().folder("/f");
        bench().put("/f/a", "1");
        bench().folder("/f/g");
        bench().put("/f/g/b", "22");
    }
}
