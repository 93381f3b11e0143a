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
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.spi.storage.Upkeep;
import org.weft.testkit.Since;

/** What the ability {@code StoredId} promises. */
@Since("0.1")
@Promises(StoredId.class)
abstract class StoredIdContract extends Cases {

    private static final String LONGEST = "x".repeat(64);

    @BeforeEach
    void requireStoredId() {
        storedId();
    }

    private StoredId storedId() {
        return offered("StoredId", StorageDriver::storedId);
    }

    @Test
    void an_empty_storage_has_no_id_yet() throws IOException {
        assertThat(storedId().read()).isEmpty();
    }

    @Test
    void an_id_is_read_as_it_was_written_and_the_last_one_counts() throws IOException {
        storedId().write("first");
        assertThat(storedId().read()).contains("first");
        storedId().write(LONGEST);
        assertThat(storedId().read()).contains(LONGEST);
        storedId().write("5f0c5e7e-8b0e-4d0e-9d1b-3c7d6f0a2b11");
        assertThat(storedId().read()).contains("5f0c5e7e-8b0e-4d0e-9d1b-3c7d6f0a2b11");
    }

    @Test
    void it_outlives_the_driver() throws IOException {
        storedId().write("kept");
        bench().restart();
        assertThat(storedId().read()).contains("kept");
    }

    @Test
    void it_is_no_file_of_the_tree_and_no_finding_and_no_upkeep_takes_it_away() throws IOException {
        bench().put("/a", "x");
        String before = bench().picture("/");
        storedId().write("kept");
        assertThat(bench().picture("/")).isEqualTo(before);
        Optional<Upkeep> upkeep = bench().driver().upkeep();
        if (upkeep.isPresent()) {
            List<Upkeep.Finding> findings = new ArrayList<>();
            upkeep.get().check(findings::add);
            assertThat(findings).isEmpty();
            upkeep.get().rebuild(finding -> true);
            upkeep.get().tidy(finding -> true);
        }
        assertThat(storedId().read()).contains("kept");
    }
}
