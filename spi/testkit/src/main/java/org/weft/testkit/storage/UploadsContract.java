/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** What the ability {@code Uploads} promises. */
@Since("0.1")
@Promises(Uploads.class)
abstract class UploadsContract extends Cases {

    @BeforeEach
    void requireUploads() {
        uploads();
    }

    private Uploads uploads() {
        return offered("Uploads", StorageDriver::uploads);
    }

    private String begin(String path) throws IOException {
        return uploads()
                .begin(bench().anna(), StorageBench.at(path), OptionalLong.empty())
                .id();
    }

    private long append(String id, long offset, String text) throws IOException {
        return uploads().append(bench().anna(), id, offset, StorageBench.body(text));
    }

    private long offset(String id) throws IOException {
        return uploads().state(bench().anna(), id).offset();
    }

    private Node commit(String id, String path) throws IOException {
        return commit(id, path, PutSpec.simple());
    }

    private Node commit(String id, String path, PutSpec spec) throws IOException {
        return uploads().commit(bench().anna(), id, StorageBench.at(path), spec);
    }

    private void forgotten(String id) {
        assertThatThrownBy(() -> offset(id)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> append(id, 0, "x")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> commit(id, "/ghost")).isInstanceOf(NotFound.class);
    }

    @Test
    void parts_make_a_file() throws IOException {
        Uploads.State begun = uploads().begin(bench().anna(), StorageBench.at("/a"), OptionalLong.of(10));
        assertThat(begun.offset()).isZero();
        assertThat(begun.id()).matches("[A-Za-z0-9._~-]{1,255}");
        assertThat(begun.expires()).isAfter(Instant.now());
        String id = begun.id();
        assertThat(append(id, 0, "0123")).isEqualTo(4);
        assertThat(append(id, 4, "4")).isEqualTo(5);
        assertThat(append(id, 5, "56789")).isEqualTo(10);
        assertThat(offset(id)).isEqualTo(10);
        Node node = commit(id, "/a");
        assertThat(node.size()).isEqualTo(10);
        assertThat(bench().stat("/a")).hasToString(node.toString());
        assertThat(bench().read("/a")).isEqualTo("0123456789");
        forgotten(id);
    }

    @Test
    void nothing_is_seen_before_the_commit() throws IOException {
        bench().put("/a", "old");
        String before = bench().picture("/");
        String over = begin("/a");
        String fresh = begin("/b");
        append(over, 0, "new");
        append(fresh, 0, "new");
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(bench().read("/a")).isEqualTo("old");
    }

    @Test
    void an_empty_upload_makes_an_empty_file() throws IOException {
        String id = begin("/a");
        assertThat(append(id, 0, "")).isZero();
        assertThat(commit(id, "/a").size()).isZero();
        String untouched = begin("/b");
        assertThat(commit(untouched, "/b").size()).isZero();
    }

    @Test
    void many_small_and_some_large_parts_are_put_together_in_order() throws IOException {
        byte[] large = new byte[6 * 1024 * 1024 + 17];
        new Random(7).nextBytes(large);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        String id = begin("/a");
        for (byte[] part : new byte[][] {large, {1, 2, 3}, {4}, large, {5}}) {
            long end = uploads().append(bench().anna(), id, whole.size(), new ByteArrayInputStream(part));
            whole.writeBytes(part);
            assertThat(end).isEqualTo(whole.size());
        }
        Node node = commit(id, "/a");
        assertThat(node.size()).isEqualTo(whole.size());
        assertThat(bench().bytes(StorageBench.at("/a"), ReadSpec.whole())).isEqualTo(whole.toByteArray());
    }

    @Test
    void an_offset_at_which_the_upload_does_not_stand_is_a_conflict() throws IOException {
        String id = begin("/a");
        append(id, 0, "0123");
        for (long wrong : new long[] {0, 3, 5, 1000}) {
            assertThatThrownBy(() -> append(id, wrong, "x")).isInstanceOf(Conflict.class);
        }
        assertThat(offset(id)).isEqualTo(4);
        append(id, 4, "4");
        commit(id, "/a");
        assertThat(bench().read("/a")).isEqualTo("01234");
    }

    @Test
    void an_upload_goes_on_after_a_body_that_broke_off() throws IOException {
        for (int good : new int[] {0, 1, 100_000, 6_000_000}) {
            String path = "/a" + good;
            String id = begin(path);
            append(id, 0, "xx");
            IOException broken = new IOException("connection reset");
            assertThatThrownBy(() -> uploads().append(bench().anna(), id, 2, Bodies.breaking(good, broken)))
                    .isSameAs(broken);
            long stands = offset(id);
            assertThat(stands).isBetween(2L, 2L + good);
            String rest = "x".repeat((int) (2 + good - stands)) + "end";
            assertThat(append(id, stands, rest)).isEqualTo(good + 5L);
            commit(id, path);
            assertThat(bench().read(path)).isEqualTo("x".repeat(good + 2) + "end");
        }
    }

    @Test
    void an_upload_goes_on_after_a_restart() throws IOException {
        String id = begin("/a");
        append(id, 0, "before ");
        bench().restart();
        assertThat(offset(id)).isEqualTo(7);
        append(id, 7, "after");
        bench().restart();
        commit(id, "/a");
        assertThat(bench().read("/a")).isEqualTo("before after");
    }

    @Test
    void an_aborted_upload_leaves_nothing() throws IOException {
        bench().put("/a", "old");
        String before = bench().picture("/");
        String id = begin("/a");
        append(id, 0, "x".repeat(100_000));
        uploads().abort(bench().anna(), id);
        uploads().abort(bench().anna(), id);
        uploads().abort(bench().anna(), "unknown");
        forgotten(id);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void room_that_an_aborted_upload_took_is_given_back() throws IOException {
        bench().put("/a", "x");
        long before = QuotaContract.used(bench(), "/");
        String id = begin("/b");
        append(id, 0, "x".repeat(100_000));
        uploads().abort(bench().anna(), id);
        assertThat(QuotaContract.used(bench(), "/")).isEqualTo(before);
    }

    @Test
    void what_is_not_known_is_not_found() {
        for (String id : List.of("unknown", "..", "0")) {
            forgotten(id);
        }
    }

    @Test
    void a_commit_over_a_file_keeps_its_id_and_makes_a_version() throws IOException {
        Node old = bench().put("/a", "old");
        String id = begin("/a");
        append(id, 0, "new");
        Node node = commit(id, "/a");
        assertThat(node.etag()).isNotEqualTo(old.etag());
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(node.id()).isEqualTo(old.id());
        }
        Optional<Versions> versions = bench().driver().versions();
        if (versions.isPresent()) {
            List<Versions.Version> list = new ArrayList<>();
            versions.get().list(bench().anna(), StorageBench.at("/a"), list::add);
            assertThat(list).extracting(Versions.Version::etag).containsExactly(old.etag());
        }
    }

    @Test
    void the_precondition_is_judged_at_commit_and_a_refused_commit_can_be_made_again() throws IOException {
        Node old = bench().put("/a", "old");
        String id = begin("/a");
        append(id, 0, "new");
        bench().put("/a", "theirs");
        assertThatThrownBy(() -> commit(id, "/a", Specs.when(Precondition.etag(old.etag()))))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> commit(id, "/a", Specs.when(Precondition.mustNotExist())))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> commit(id, "/a", Specs.onConflict(OnConflict.FAIL)))
                .isInstanceOf(AlreadyExists.class);
        assertThat(bench().read("/a")).isEqualTo("theirs");
        assertThat(offset(id)).isEqualTo(3);
        commit(id, "/a", Specs.when(Precondition.etag(bench().stat("/a").etag())));
        assertThat(bench().read("/a")).isEqualTo("new");
    }

    @Test
    void the_guard_is_told_the_place_and_obeyed() throws IOException {
        Node folder = bench().folder("/f");
        Node old = bench().put("/f/a", "old");
        String id = begin("/f/a");
        append(id, 0, "new");
        String before = bench().picture("/");
        assertThatThrownBy(() -> commit(id, "/f/a", Specs.guarded(RecordingGuard.refusingAtCommit())))
                .isInstanceOf(Locked.class);
        assertThat(bench().picture("/")).isEqualTo(before);
        RecordingGuard over = RecordingGuard.passing();
        commit(id, "/f/a", Specs.guarded(over));
        assertThat(over.commits().getFirst().source().map(Node::id)).contains(old.id());

        String fresh = begin("/f/b");
        append(fresh, 0, "new");
        RecordingGuard making = RecordingGuard.passing();
        commit(fresh, "/f/b", Specs.guarded(making));
        Affected what = making.commits().getFirst();
        assertThat(what.parents()).extracting(Node::id).containsExactly(folder.id());
        assertThat(what.source()).isEmpty();
    }

    @Test
    void digests_and_time_are_those_of_the_spec() throws IOException {
        String id = begin("/a");
        append(id, 0, "hel");
        append(id, 3, "lo");
        Checksum sha1 = new Checksum(Checksum.Algorithm.SHA1, "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d");
        assertThatThrownBy(() -> commit(id, "/a", Specs.digests(() -> {
                    throw new ChecksumMismatch("not what was announced");
                })))
                .isInstanceOf(ChecksumMismatch.class);
        assertThat(bench().exists("/a")).isFalse();
        Node node = commit(id, "/a", Specs.digests(() -> List.of(sha1)));
        if (bench().driver().traits().checksums().contains(Checksum.Algorithm.SHA1)) {
            assertThat(node.checksums()).contains(sha1);
            assertThat(bench().stat("/a").checksums()).contains(sha1);
        }
        if (bench().has(Trait.SETTABLE_MTIME)) {
            Instant wanted = Instant.ofEpochSecond(1_234_567_890);
            String timed = begin("/b");
            assertThat(commit(timed, "/b", Specs.mtime(wanted)).mtime()).isEqualTo(wanted);
            assertThat(bench().stat("/b").mtime()).isEqualTo(wanted);
        }
    }

    @Test
    void a_place_that_went_away_is_told_at_commit() throws IOException {
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().folder("/f");
        String id = begin("/f/a");
        append(id, 0, "new");
        bench().delete("/f");
        assertThatThrownBy(() -> commit(id, "/f/a"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
        bench().put("/f", "a file now");
        assertThatThrownBy(() -> commit(id, "/f/a")).isInstanceOf(Conflict.class);
        commit(id, "/b");
        assertThat(bench().read("/b")).isEqualTo("new");
    }

    @Test
    void a_taken_name_is_evaded_when_asked() throws IOException {
        bench().put("/a.txt", "old");
        String id = begin("/a.txt");
        append(id, 0, "new");
        Node node = commit(id, "/a.txt", Specs.onConflict(OnConflict.RENAME));
        assertThat(node.name()).isNotEqualTo("a.txt").endsWith(".txt");
        assertThat(bench().read("/" + node.path())).isEqualTo("new");
        assertThat(bench().read("/a.txt")).isEqualTo("old");
    }

    @Test
    void of_many_uploads_of_a_new_name_exactly_one_wins() throws Exception {
        bench().requires(Trait.CONDITIONAL_PUT);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(begin("/a"));
            append(ids.getLast(), 0, "upload " + i);
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(Race.of(
                        20,
                        i -> commit(ids.get(i), "/a", Specs.when(Precondition.mustNotExist())),
                        PreconditionFailed.class,
                        AlreadyExists.class))
                .hasSize(1);
        assertThat(bench().list("/")).hasSize(1);
        assertThat(bench().read("/a")).startsWith("upload ");
    }

    @Test
    void of_many_commits_of_one_upload_exactly_one_wins() throws Exception {
        String id = begin("/a");
        append(id, 0, "text");
        assertThat(Race.of(10, i -> commit(id, "/a" + i), NotFound.class, Conflict.class))
                .hasSize(1);
        assertThat(bench().list("/")).hasSize(1);
    }

    @Test
    void bytes_of_two_appends_at_a_time_are_never_mixed() throws Exception {
        String id = begin("/a");
        List<Long> ends =
                Race.of(8, i -> append(id, 0, (char) ('a' + i) + "-".repeat(99_999 - i)), Conflict.class, Locked.class);
        assertThat(ends).hasSize(1);
        assertThat(offset(id)).isEqualTo(ends.getFirst());
        commit(id, "/a");
        String text = bench().read("/a");
        assertThat(text).hasSize(Math.toIntExact(ends.getFirst()));
        assertThat(text).isEqualTo((char) ('a' + 100_000 - text.length()) + "-".repeat(text.length() - 1));
    }
}
