/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What {@code put} promises when nothing goes wrong in between. */
@Since("0.1")
abstract class PutContract extends Cases {

    @Test
    void the_returned_node_is_what_stat_shows() throws IOException {
        bench().requiresWriting();
        Node first = bench().put("/a", "one");
        assertThat(bench().stat("/a")).hasToString(first.toString());
        Node second = bench().put("/a", "two!");
        assertThat(bench().stat("/a")).hasToString(second.toString());
        assertThat(second.size()).isEqualTo(4);
    }

    @Test
    void every_write_has_another_etag_even_with_equal_size_in_the_same_instant() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STRONG_ETAG);
        Set<String> etags = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            etags.add(bench().put("/a", "same").etag());
        }
        assertThat(etags).hasSize(50);
    }

    @Test
    void an_etag_does_not_return_with_a_new_file_of_the_same_name_size_and_time() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.STRONG_ETAG);
        PutSpec spec = Specs.mtime(Instant.ofEpochSecond(1_000_000_000));
        String before = bench().put("/a", spec, "same").etag();
        bench().delete("/a");
        assertThat(bench().put("/a", spec, "same").etag()).isNotEqualTo(before);
    }

    @Test
    void a_missing_parent_is_told_as_such() {
        bench().requiresWriting();
        bench().requires(Trait.EMPTY_FOLDERS);
        assertThatThrownBy(() -> bench().put("/missing/a", "x"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
    }

    @Test
    void a_file_as_parent_is_a_conflict() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().put("/a/b", "x")).isInstanceOf(Conflict.class);
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void a_folder_is_not_replaced_by_a_file() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "x");
        assertThatThrownBy(() -> bench().put("/f", "x")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().put("/", "x")).isInstanceOf(WeftException.class);
        assertThat(bench().read("/f/a")).isEqualTo("x");
    }

    @Test
    void preconditions_are_judged() throws IOException {
        bench().requiresWriting();
        assertThatThrownBy(() -> bench().put("/a", Specs.when(Precondition.mustExist()), "x"))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bench().exists("/a")).isFalse();

        Node node = bench().put("/a", Specs.when(Precondition.mustNotExist()), "1");
        assertThatThrownBy(() -> bench().put("/a", Specs.when(Precondition.mustNotExist()), "2"))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> bench().put("/a", Specs.when(Precondition.etag("other")), "2"))
                .isInstanceOf(PreconditionFailed.class);
        Precondition unlessSame = new Precondition(false, false, Set.of(), Set.of(node.etag()), Optional.empty());
        assertThatThrownBy(() -> bench().put("/a", Specs.when(unlessSame), "2")).isInstanceOf(PreconditionFailed.class);
        Precondition unmodified = new Precondition(
                true, false, Set.of(), Set.of(), Optional.of(node.mtime().minusSeconds(10)));
        assertThatThrownBy(() -> bench().put("/a", Specs.when(unmodified), "2")).isInstanceOf(PreconditionFailed.class);
        assertThat(bench().read("/a")).isEqualTo("1");

        bench().put("/a", Specs.when(Precondition.etag(node.etag())), "2");
        assertThat(bench().read("/a")).isEqualTo("2");
    }

    @Test
    void a_lost_precondition_is_told_before_the_body_is_read() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "1");
        InputStream untouchable = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the body was read");
            }
        };
        assertThatThrownBy(() -> bench().driver()
                        .put(
                                bench().anna(),
                                StorageBench.at("/a"),
                                Specs.when(Precondition.etag("other")),
                                untouchable))
                .isInstanceOf(PreconditionFailed.class);
    }

    @Test
    void a_taken_name_is_refused_when_asked() throws IOException {
        bench().requiresWriting();
        bench().put("/a", Specs.onConflict(OnConflict.FAIL), "1");
        assertThatThrownBy(() -> bench().put("/a", Specs.onConflict(OnConflict.FAIL), "2"))
                .isInstanceOf(AlreadyExists.class);
        assertThat(bench().read("/a")).isEqualTo("1");
    }

    @Test
    void a_taken_name_is_evaded_when_asked() throws IOException {
        bench().requiresWriting();
        Node first = bench().put("/report.pdf", Specs.onConflict(OnConflict.RENAME), "1");
        Node second = bench().put("/report.pdf", Specs.onConflict(OnConflict.RENAME), "2");
        Node third = bench().put("/report.pdf", Specs.onConflict(OnConflict.RENAME), "3");
        assertThat(first.name()).isEqualTo("report.pdf");
        assertThat(Set.of(first.name(), second.name(), third.name())).hasSize(3);
        assertThat(second.name()).startsWith("report").endsWith(".pdf");
        assertThat(bench().read("/report.pdf")).isEqualTo("1");
        assertThat(bench().read("/" + third.path())).isEqualTo("3");
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void the_time_is_set_when_asked() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.SETTABLE_MTIME);
        Instant wanted = Instant.ofEpochSecond(1_234_567_890);
        assertThat(bench().put("/a", Specs.mtime(wanted), "x").mtime()).isEqualTo(wanted);
        assertThat(bench().stat("/a").mtime()).isEqualTo(wanted);
    }

    @Test
    void the_body_is_read_to_its_end_and_not_closed() throws IOException {
        bench().requiresWriting();
        boolean[] closed = new boolean[1];
        InputStream body = new ByteArrayInputStream(new byte[100_000]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        Node node = bench().driver().put(bench().anna(), StorageBench.at("/a"), PutSpec.simple(), body);
        assertThat(node.size()).isEqualTo(100_000);
        assertThat(body.available()).isZero();
        assertThat(closed[0]).isFalse();
    }

    @Test
    void a_body_that_comes_in_drops_is_stored_whole() throws IOException {
        bench().requiresWriting();
        InputStream drops = new ByteArrayInputStream("0123456789".repeat(1000).getBytes()) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 7));
            }
        };
        bench().driver().put(bench().anna(), StorageBench.at("/a"), PutSpec.simple(), drops);
        assertThat(bench().read("/a")).isEqualTo("0123456789".repeat(1000));
    }

    @Test
    void the_digests_are_asked_for_once_the_body_has_ended_and_kept() throws IOException {
        bench().requiresWriting();
        Set<Checksum.Algorithm> kept = bench().driver().traits().checksums();
        Checksum sha1 = new Checksum(Checksum.Algorithm.SHA1, "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
        Checksum adler = new Checksum(Checksum.Algorithm.ADLER32, "062c0215");
        InputStream body = StorageBench.body("hello");
        PutSpec spec = Specs.digests(() -> {
            assertThat(body).isEmpty();
            return List.of(sha1, adler);
        });
        Node put = bench().driver().put(bench().anna(), StorageBench.at("/a"), spec, body);
        List<Checksum> expected = List.of(sha1, adler).stream()
                .filter(sum -> kept.contains(sum.algorithm()))
                .toList();
        assertThat(put.checksums()).containsAll(expected);
        assertThat(bench().stat("/a").checksums()).containsAll(expected);
        assertThat(bench().list("/").getFirst().checksums()).containsAll(expected);
        assertThat(bench().put("/a", "other").checksums()).doesNotContainAnyElementsOf(List.of(sha1, adler));
    }

    @Test
    void a_restart_loses_nothing() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "x");
        String before = bench().picture("/");
        bench().restart();
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(bench().read("/f/a")).isEqualTo("x");
    }
}
