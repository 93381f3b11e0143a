/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/**
 * Traits held to their word in both ways: what is claimed holds, and what is not claimed is refused or visibly left out.
 * Further cases of claimed traits are with the methods that they concern.
 */
@Since("0.1")
abstract class TraitsContract extends Cases {

    private static final int ROUNDS = 200;

    /** Skips the case, by the trait's name, for a driver that claims it. */
    private void withoutTrait(Trait trait) {
        Assumptions.assumeFalse(bench().has(trait), () -> "the driver claims " + trait);
    }

    @Test
    void traits_stay_the_same_and_are_the_same_after_a_restart() throws IOException {
        Traits before = bench().driver().traits();
        assertThat(bench().driver().traits().truths()).isEqualTo(before.truths());
        bench().restart();
        assertThat(bench().driver().traits().truths()).isEqualTo(before.truths());
        assertThat(bench().driver().traits().checksums()).isEqualTo(before.checksums());
        assertThat(bench().driver().traits().maxNameBytes()).isEqualTo(before.maxNameBytes());
        assertThat(bench().driver().traits().maxFileBytes()).isEqualTo(before.maxFileBytes());
        assertThat(before.maxNameBytes()).isPositive();
        assertThat(before.maxFileBytes()).isPositive();
    }

    @Test
    void read_only_is_claimed_and_every_change_is_refused() throws IOException {
        bench().requires(Trait.READ_ONLY);
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().put("/new", "x")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> bench().folder("/new")).isInstanceOf(Unsupported.class);
        for (Node child : bench().list("/")) {
            String path = "/" + child.path();
            assertThatThrownBy(() -> bench().delete(path)).isInstanceOf(Unsupported.class);
            assertThatThrownBy(() -> bench().move(path, "/new")).isInstanceOf(Unsupported.class);
        }
        StorageDriver driver = bench().driver();
        assertThat(driver.copy()).isEmpty();
        assertThat(driver.uploads()).isEmpty();
        assertThat(driver.symlinks()).isEmpty();
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void read_only_is_denied_and_a_change_is_made() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void case_sensitive_is_claimed_and_two_names_are_two() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.CASE_SENSITIVE);
        bench().put("/name", "lower");
        bench().put("/NAME", Specs.onConflict(OnConflict.FAIL), "upper");
        assertThat(bench().names("/")).containsExactly("NAME", "name");
        assertThat(bench().read("/name")).isEqualTo("lower");
    }

    @Test
    void case_sensitive_is_denied_and_two_names_are_one() throws IOException {
        bench().requiresWriting();
        withoutTrait(Trait.CASE_SENSITIVE);
        bench().put("/name", "lower");
        bench().put("/NAME", "upper");
        assertThat(bench().names("/")).hasSize(1);
        assertThat(bench().read("/name")).isEqualTo("upper");
    }

    @Test
    void stable_ids_is_denied_and_an_id_still_names_no_other_node() throws IOException {
        bench().requiresWriting();
        withoutTrait(Trait.STABLE_IDS);
        Node a = bench().put("/a", "a");
        Node b = bench().put("/b", "b");
        assertThat(b.id()).isNotEqualTo(a.id());
        assertThat(bench().statById(a).name()).isEqualTo("a");
    }

    @Test
    void atomic_put_is_claimed_and_readers_always_see_a_whole_content() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.ATOMIC_PUT);
        bench().put("/a", text(0));
        meanwhile(
                round -> bench().put("/a", text(round)),
                () -> assertThat(bench().read("/a").lines().distinct()).hasSize(1));
    }

    private static String text(int round) {
        return ("round " + round + "\n").repeat(1 + 500 * (round % 7));
    }

    @Test
    void atomic_move_is_claimed_and_a_replaced_target_is_never_missing() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.ATOMIC_MOVE);
        bench().put("/target", "round 0");
        Set<String> seen = new HashSet<>();
        meanwhile(
                round -> {
                    bench().put("/next", "round " + round);
                    return bench().moveOver("/next", "/target");
                },
                () -> seen.add(bench().read("/target")));
        assertThat(seen).allMatch(text -> text.startsWith("round "));
        assertThat(bench().names("/")).containsExactly("target");
    }

    @Test
    void atomic_move_is_claimed_and_a_folder_is_at_one_place_with_all_that_is_in_it() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.ATOMIC_MOVE);
        bench().folder("/x");
        for (int i = 0; i < 5; i++) {
            bench().put("/x/" + i, "x");
        }
        meanwhile(round -> bench().move(round % 2 == 0 ? "/y" : "/x", round % 2 == 0 ? "/x" : "/y"), () -> {
            for (String place : new String[] {"/x", "/y"}) {
                try {
                    int children = bench().list(place).size();
                    assertThat(children)
                            .as("children of a folder that is being renamed")
                            .isIn(0, 5);
                } catch (NotFound elsewhere) {
                    assertThat(elsewhere).isNotNull();
                }
            }
        });
        assertThat(bench().list("/x")).hasSize(5);
    }

    @Test
    void settable_mtime_is_denied_and_the_node_tells() throws IOException {
        bench().requiresWriting();
        withoutTrait(Trait.SETTABLE_MTIME);
        Instant wanted = Instant.ofEpochSecond(1_234_567_890);
        Node put = bench().put("/a", Specs.mtime(wanted), "x");
        assertThat(put.mtime()).isNotEqualTo(wanted);
        assertThat(bench().stat("/a").mtime()).isEqualTo(put.mtime());
    }

    @Test
    void resumable_list_is_denied_and_going_on_behind_a_name_is_refused() throws IOException {
        withoutTrait(Trait.RESUMABLE_LIST);
        assertThatThrownBy(() -> bench().list("/", new ListSpec(Optional.of("a"), 10)))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void checksums_that_are_not_kept_are_not_told() throws IOException {
        bench().requiresWriting();
        Set<Checksum.Algorithm> kept = bench().driver().traits().checksums();
        bench().put("/a", "hello");
        assertThat(bench().stat("/a").checksums())
                .extracting(Checksum::algorithm)
                .isSubsetOf(kept);
    }

    @Test
    void abilities_are_the_same_after_a_restart() throws IOException {
        Set<Ability> before = Ability.of(bench().driver());
        bench().restart();
        assertThat(Ability.of(bench().driver())).isEqualTo(before);
    }

    private interface Look {
        void look() throws IOException;
    }

    /** Changes round by round, while another thread looks as often as it can. */
    private void meanwhile(Race.Attempt<Node> change, Look look) throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> watcher = executor.submit(() -> {
                try {
                    do {
                        look.look();
                        looking.countDown();
                    } while (done.getCount() > 0);
                } finally {
                    looking.countDown(); // who waits for a look that failed learns why below
                }
                return true;
            });
            try {
                for (int round = 1; round <= ROUNDS; round++) {
                    change.make(round);
                }
                looking.await();
            } finally {
                done.countDown();
            }
            assertThat(watcher).as("whoever looks while others change").succeedsWithin(Duration.ofMinutes(1));
        }
    }
}
