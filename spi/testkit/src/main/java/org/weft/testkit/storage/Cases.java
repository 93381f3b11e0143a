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
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;

/** A group of cases. */
abstract class Cases {

    /** The driver that the case at hand runs against, fresh for each case. */
    abstract StorageBench bench();

    /** Deletes a node and brings it back; skips the case for a driver without a trash. */
    final void throughTrash(String path) throws IOException {
        throughTrash(path, DeleteSpec.simple());
    }

    /** Deletes a node in some way and brings it back; skips the case for a driver without a trash. */
    final void throughTrash(String path, DeleteSpec spec) throws IOException {
        Trash trash = offered("Trash", StorageDriver::trash);
        SpaceId space = bench().stat(path).space();
        bench().driver().delete(bench().anna(), StorageBench.at(path), spec);
        List<Trash.Item> items = new ArrayList<>();
        trash.list(bench().anna(), space, Optional.empty(), RelPath.root(), items::add);
        assertThat(items).as("what the deletion of %s put into the trash", path).hasSize(1);
        String key = items.getFirst().key();
        trash.restore(bench().anna(), space, key, RelPath.root(), Optional.empty(), false, Guard.none());
    }

    static String notOffered(String ability) {
        return "the driver does not offer " + ability;
    }

    /** An ability; skips the case, by the ability's name, for a driver without it. */
    final <T> T offered(String name, Function<StorageDriver, Optional<T>> ability) {
        Optional<T> offered = ability.apply(bench().driver());
        Assumptions.assumeTrue(offered.isPresent(), () -> notOffered(name));
        return offered.orElseThrow();
    }
}
