/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** Many writers at a time, and bodies that break off. */
@Since("0.1")
abstract class RaceContract extends Cases {

    @Test
    void of_many_writers_with_the_same_etag_exactly_one_wins() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.CONDITIONAL_PUT);
        String etag = bench().put("/a", "start").etag();
        List<Node> winners = race(i -> bench().put("/a", Specs.when(Precondition.etag(etag)), "writer " + i));
        assertThat(winners).hasSize(1);
        assertThat(bench().stat("/a").etag()).isEqualTo(winners.getFirst().etag());
        assertThat(bench().read("/a")).startsWith("writer ");
    }

    @Test
    void of_many_writers_of_a_new_name_exactly_one_wins() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.CONDITIONAL_PUT);
        assertThat(race(i -> bench().put("/a", Specs.when(Precondition.mustNotExist()), "writer " + i)))
                .hasSize(1);
        assertThat(race(i -> bench().put("/b", Specs.onConflict(OnConflict.FAIL), "writer " + i)))
                .hasSize(1);
        assertThat(race(i -> bench().driver().makeFolder(bench().anna(), StorageBench.at("/c"), MakeSpec.simple())))
                .hasSize(1);
    }

    @Test
    void unconditional_writers_all_succeed_and_one_content_remains_whole() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.ATOMIC_PUT);
        List<Node> all = race(i -> bench().put("/a", ("writer " + i + "\n").repeat(2000)));
        assertThat(all).hasSize(bench().writers());
        assertThat(all).extracting(Node::etag).doesNotHaveDuplicates();
        assertThat(all).extracting(Node::id).containsOnly(bench().stat("/a").id());
        assertThat(bench().read("/a").lines().distinct()).hasSize(1);
        assertThat(bench().list("/")).hasSize(1);
    }

    @Test
    void writers_that_evade_taken_names_all_get_one_of_their_own() throws Exception {
        bench().requiresWriting();
        List<Node> all = race(i -> bench().put("/a.txt", Specs.onConflict(OnConflict.RENAME), "writer " + i));
        assertThat(all).hasSize(bench().writers());
        assertThat(all).extracting(Node::name).doesNotHaveDuplicates();
        assertThat(bench().list("/")).hasSize(bench().writers());
    }

    @Test
    void sizes_add_up_after_many_writers() throws Exception {
        bench().requiresWriting();
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        bench().folder("/f");
        bench().folder("/f/g");
        int writers = bench().writers();
        race(i -> bench().put("/f/g/" + i, "12345"));
        race(i -> i % 2 == 0 ? bench().put("/f/g/" + i, "1") : bench().move("/f/g/" + i, "/f/" + i));
        assertThat(bench().stat("/f/g").size()).isEqualTo(writers / 2);
        assertThat(bench().stat("/f").size()).isEqualTo(writers / 2 + 5 * writers / 2);
        assertThat(bench().stat("/").size()).isEqualTo(writers / 2 + 5 * writers / 2);
    }

    @Test
    void a_body_that_breaks_off_changes_nothing_and_its_failure_passes_on() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "old");
        String before = bench().picture("/");
        for (int good : new int[] {0, 1, 100_000, 3_000_000}) {
            IOException broken = new IOException("connection reset");
            assertThatThrownBy(() -> bench().driver()
                            .put(
                                    bench().anna(),
                                    StorageBench.at("/a"),
                                    PutSpec.simple(),
                                    Bodies.breaking(good, broken)))
                    .isSameAs(broken);
            assertThatThrownBy(() -> bench().driver()
                            .put(
                                    bench().anna(),
                                    StorageBench.at("/new"),
                                    PutSpec.simple(),
                                    Bodies.breaking(good, broken)))
                    .isSameAs(broken);
        }
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(bench().read("/a")).isEqualTo("old");
    }

    @Test
    void a_body_refused_in_its_middle_changes_nothing() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "old");
        String before = bench().picture("/");
        PutSpec spec = Specs.digests(() -> {
            throw new WeftException.ChecksumMismatch("not what was announced");
        });
        assertThatThrownBy(() -> bench().put("/a", spec, "new")).isInstanceOf(WeftException.ChecksumMismatch.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void a_change_while_the_body_runs_is_seen_at_commit() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.CONDITIONAL_PUT);
        String etag = bench().put("/a", "old").etag();
        InputStream body = Bodies.during("mine", () -> bench().put("/a", "theirs"));
        assertThatThrownBy(() -> bench().driver()
                        .put(bench().anna(), StorageBench.at("/a"), Specs.when(Precondition.etag(etag)), body))
                .isInstanceOf(WeftException.PreconditionFailed.class);
        assertThat(bench().read("/a")).isEqualTo("theirs");
    }

    @Test
    void a_file_made_by_another_while_the_body_runs_keeps_its_id() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
        Node[] theirs = new Node[1];
        Node mine = bench().driver()
                .put(
                        bench().anna(),
                        StorageBench.at("/a"),
                        PutSpec.simple(),
                        Bodies.during("mine", () -> theirs[0] = bench().put("/a", "theirs")));
        assertThat(mine.id()).isEqualTo(theirs[0].id());
        assertThat(bench().stat("/a")).hasToString(mine.toString());
        assertThat(bench().read("/a")).isEqualTo("mine");
    }

    /** Lets all writers loose at once; returns what those got who were not refused. */
    private List<Node> race(Race.Attempt<Node> attempt) throws IOException, InterruptedException, ExecutionException {
        return Race.of(
                bench().writers(), attempt, WeftException.PreconditionFailed.class, WeftException.AlreadyExists.class);
    }
}
