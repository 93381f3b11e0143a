/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.runtime.probe.FlawedDriver.Flaw;
import org.weft.spi.Sink;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;

/** What operators are told of a storage that is sound, and of some that are not. */
class StorageProbeTest {

    private final MemoryStore store = new MemoryStore();

    private static void probe(StorageDriver driver, Sink<Trial> sink) throws IOException {
        new StorageProbe(driver, new ProbeSize(300_000, 25), Clock.systemUTC(), sink).run();
    }

    private List<Trial> probe(Flaw... flaws) throws IOException {
        List<Trial> trials = new ArrayList<>();
        FlawedDriver driver = new FlawedDriver(store, flaws);
        driver.start();
        probe(driver, trials::add);
        return trials;
    }

    private static List<Trial> bad(List<Trial> trials) {
        return trials.stream().filter(trial -> trial.outcome() == Outcome.BAD).toList();
    }

    private static List<String> names(List<Trial> trials) {
        return trials.stream().map(Trial::what).toList();
    }

    private List<String> left() throws IOException {
        MemoryDriver driver = new MemoryDriver(store);
        List<String> left = new ArrayList<>();
        driver.list(ProbeFolder.nobody(), Ref.path(RelPath.root()), ListSpec.all(), node -> left.add(node.name()));
        driver.spaces().orElseThrow().list(space -> left.add(space.name()));
        left.removeIf(name -> !name.startsWith(ProbeFolder.PREFIX));
        return left;
    }

    @Test
    void a_sound_storage_is_good_in_all_and_nothing_is_left_in_it() throws IOException {
        List<Trial> trials = new ArrayList<>();
        MemoryDriver driver = new MemoryDriver(store);
        probe(driver, trials::add);
        assertThat(bad(trials)).isEmpty();
        assertThat(names(trials))
                .containsExactly(
                        "room",
                        "place of its own",
                        "write",
                        "clock",
                        "read",
                        "range",
                        "replace",
                        "create, several at once",
                        "write if unchanged, several at once",
                        "write if unchanged, too late",
                        "rename",
                        "rename over another",
                        "rename a folder",
                        "copy",
                        "list",
                        "operations",
                        "upload",
                        "download",
                        "first byte",
                        "take away");
        assertThat(left()).isEmpty();
    }

    @Test
    void a_storage_without_spaces_is_probed_in_a_folder_that_goes_again() throws IOException {
        assertThat(bad(probe(Flaw.NO_SPACES))).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void a_clock_that_is_an_hour_before_is_named() throws IOException {
        assertThat(bad(probe(Flaw.CLOCK_AN_HOUR_BEFORE))).singleElement().satisfies(trial -> {
            assertThat(trial.what()).isEqualTo("clock");
            assertThat(trial.result()).isEqualTo("59 min before the server's");
            assertThat(trial.advice()).contains("time servers");
        });
    }

    @Test
    void a_storage_that_lets_nobody_write_is_named_and_nothing_more_is_tried() throws IOException {
        List<Trial> trials = probe(Flaw.READ_ONLY, Flaw.NO_SPACES);
        assertThat(names(trials)).containsExactly("room", "place of its own");
        assertThat(bad(trials)).singleElement().satisfies(trial -> {
            assertThat(trial.result()).isEqualTo("the file system is read-only");
            assertThat(trial.advice()).contains("mounted read-only");
        });
    }

    @Test
    void a_storage_that_renames_to_free_names_only_is_named() throws IOException {
        List<Trial> trials = probe(Flaw.NO_RENAME_OVER);
        assertThat(names(bad(trials))).containsExactly("rename over another");
        assertThat(bad(trials).getFirst().meaning()).contains("temporary file and a rename");
    }

    @Test
    void a_storage_that_claims_to_judge_conditions_and_does_not_is_found_out() throws IOException {
        assertThat(names(bad(probe(Flaw.JUDGES_NO_CONDITION))))
                .containsExactly(
                        "create, several at once",
                        "write if unchanged, several at once",
                        "write if unchanged, too late");
    }

    @Test
    void wrong_bytes_and_missing_files_are_found_out() throws IOException {
        assertThat(names(bad(probe(Flaw.BEGINS_EVERY_RANGE_AT_THE_START, Flaw.LISTS_ONE_TOO_FEW))))
                .containsExactly("range", "list");
    }

    @Test
    void what_could_not_be_taken_away_is_told() throws IOException {
        List<Trial> trials = probe(Flaw.NO_SPACES, Flaw.DELETES_NOTHING);
        assertThat(bad(trials)).singleElement().satisfies(trial -> {
            assertThat(trial.what()).isEqualTo("take away");
            assertThat(trial.result()).contains(left().getFirst());
        });
    }

    @Test
    void who_gives_up_leaves_nothing_behind_either() throws IOException {
        List<Trial> trials = new ArrayList<>();
        probe(
                new MemoryDriver(store),
                trial -> trials.add(trial) && !trial.what().equals("range"));
        assertThat(names(trials)).endsWith("range", "take away");
        assertThat(left()).isEmpty();
    }
}
