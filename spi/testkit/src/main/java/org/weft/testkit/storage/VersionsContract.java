/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Versions;
import org.weft.spi.storage.Versions.Version;
import org.weft.testkit.Since;

/** What the ability {@code Versions} promises. */
@Since("0.1")
@Promises(Versions.class)
abstract class VersionsContract extends Cases {

    @BeforeEach
    void requireVersions() {
        versions();
    }

    private Versions versions() {
        return offered("Versions", StorageDriver::versions);
    }

    private List<Version> of(String path) throws IOException {
        return of(StorageBench.at(path));
    }

    private List<Version> of(Ref file) throws IOException {
        List<Version> all = new ArrayList<>();
        versions().list(bench().anna(), file, all::add);
        return all;
    }

    private String text(String path, Version version) throws IOException {
        return text(StorageBench.at(path), version);
    }

    private String text(Ref file, Version version) throws IOException {
        try (Content content = versions().open(bench().anna(), file, version.key(), ReadSpec.whole())) {
            return new String(StorageBench.bytes(content), StandardCharsets.UTF_8);
        }
    }

    private Node restore(String path, Version version) throws IOException {
        return versions().restore(bench().anna(), StorageBench.at(path), version.key(), Guard.none());
    }

    @Test
    void a_new_file_has_none() throws IOException {
        bench().put("/a", "one");
        assertThat(of("/a")).isEmpty();
    }

    @Test
    void each_overwriting_makes_one_and_the_newest_comes_first() throws IOException {
        Node one = bench().put("/a", "1");
        Node two = bench().put("/a", "22");
        bench().put("/a", "333");
        List<Version> versions = of("/a");
        assertThat(versions).extracting(Version::size).containsExactly(2L, 1L);
        assertThat(versions).extracting(Version::etag).containsExactly(two.etag(), one.etag());
        assertThat(versions).extracting(Version::mtime).containsExactly(two.mtime(), one.mtime());
        assertThat(text("/a", versions.getFirst())).isEqualTo("22");
        assertThat(text("/a", versions.getLast())).isEqualTo("1");
        assertThat(bench().read("/a")).isEqualTo("333");
    }

    @Test
    void overwriting_with_the_same_content_makes_one_too() throws IOException {
        bench().put("/a", "same");
        bench().put("/a", "same");
        assertThat(of("/a")).hasSize(1);
    }

    @Test
    void none_is_kept_where_the_spec_says_so() throws IOException {
        bench().put("/a", "one");
        PutSpec simple = PutSpec.simple();
        PutSpec without = new PutSpec(
                simple.length(),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                simple.onConflict(),
                simple.digests(),
                simple.mediaType(),
                false);
        bench().put("/a", without, "two");
        assertThat(of("/a")).isEmpty();
        assertThat(bench().read("/a")).isEqualTo("two");
    }

    @Test
    void a_key_names_the_same_content_for_good() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        Version first = of("/a").getFirst();
        for (int i = 0; i < 5; i++) {
            bench().put("/a", "more " + i);
        }
        bench().restart();
        assertThat(of("/a")).extracting(Version::key).doesNotHaveDuplicates().contains(first.key());
        assertThat(text("/a", first)).isEqualTo("one");
        assertThat(of("/a").getLast()).isEqualTo(first);
    }

    @Test
    void keys_need_no_escaping() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        assertThat(of("/a").getFirst().key()).matches("[A-Za-z0-9._~-]{1,255}");
    }

    @Test
    void the_last_ten_are_kept() throws IOException {
        for (int i = 0; i <= 10; i++) {
            bench().put("/a", "text " + i);
        }
        List<String> texts = new ArrayList<>();
        for (Version version : of("/a")) {
            texts.add(text("/a", version));
        }
        assertThat(texts)
                .containsExactly(
                        "text 9", "text 8", "text 7", "text 6", "text 5", "text 4", "text 3", "text 2", "text 1",
                        "text 0");
    }

    @Test
    void an_opened_one_is_the_file_with_the_size_etag_and_time_of_then() throws IOException {
        Node one = bench().put("/a", "0123456789");
        Node two = bench().put("/a", "two");
        Node[] seen = new Node[1];
        ReadSpec part = new ReadSpec(node -> {
            seen[0] = node;
            return new ReadSpec.Span(2, 5);
        });
        String key = of("/a").getFirst().key();
        try (Content content = versions().open(bench().anna(), StorageBench.at("/a"), key, part)) {
            assertThat(StorageBench.bytes(content)).isEqualTo("23456".getBytes(StandardCharsets.UTF_8));
            assertThat(content.offset()).isEqualTo(2);
            assertThat(content.node().id()).isEqualTo(two.id());
            assertThat(content.node().size()).isEqualTo(10);
            assertThat(content.node().etag()).isEqualTo(one.etag());
            assertThat(content.node().mtime()).isEqualTo(one.mtime());
        }
        assertThat(seen[0].etag()).isEqualTo(one.etag());
    }

    @Test
    void what_the_selection_throws_passes_on() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        String key = of("/a").getFirst().key();
        PreconditionFailed lost = new PreconditionFailed("not that one");
        ReadSpec refusing = new ReadSpec(node -> {
            throw lost;
        });
        assertThatThrownBy(() -> versions().open(bench().anna(), StorageBench.at("/a"), key, refusing))
                .isSameAs(lost);
    }

    @Test
    void restoring_makes_what_was_present_a_version() throws IOException {
        Node one = bench().put("/a", "one");
        Node two = bench().put("/a", "two");
        Version first = of("/a").getFirst();
        Node restored = restore("/a", first);
        assertThat(bench().read("/a")).isEqualTo("one");
        assertThat(bench().stat("/a")).hasToString(restored.toString());
        assertThat(restored.id()).isEqualTo(one.id());
        assertThat(restored.etag()).isNotEqualTo(two.etag());
        if (bench().has(Trait.STRONG_ETAG)) {
            assertThat(restored.etag()).isNotEqualTo(one.etag());
        }
        Version newest = of("/a").getFirst();
        assertThat(newest.etag()).isEqualTo(two.etag());
        assertThat(text("/a", newest)).isEqualTo("two");
        restore("/a", newest);
        assertThat(bench().read("/a")).isEqualTo("two");
    }

    @Test
    void restoring_shows_at_the_folders_above() throws IOException {
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        bench().folder("/f");
        bench().put("/f/a", "long content");
        bench().put("/f/a", "x");
        Node before = bench().stat("/f");
        restore("/f/a", of("/f/a").getFirst());
        assertThat(bench().stat("/f").etag()).isNotEqualTo(before.etag());
        assertThat(bench().stat("/f").size()).isEqualTo(12);
    }

    @Test
    void the_guard_of_a_restore_is_told_the_file_and_obeyed() throws IOException {
        bench().put("/a", "one");
        Node two = bench().put("/a", "two");
        Version first = of("/a").getFirst();
        RecordingGuard passing = RecordingGuard.passing();
        Ref a = StorageBench.at("/a");
        for (RecordingGuard guard : List.of(RecordingGuard.refusingAtCheck(), RecordingGuard.refusingAtCommit())) {
            String before = bench().picture("/");
            assertThatThrownBy(() -> versions().restore(bench().anna(), a, first.key(), guard))
                    .isInstanceOf(Locked.class);
            assertThat(bench().picture("/")).isEqualTo(before);
            assertThat(of("/a")).containsExactly(first);
        }
        versions().restore(bench().anna(), a, first.key(), passing);
        Affected what = passing.commits().getFirst();
        assertThat(what.source().map(Node::id)).contains(two.id());
        assertThat(what.source().map(Node::etag)).contains(two.etag());
        assertThat(what.parents()).isEmpty();
        assertThat(what.target()).isEqualTo(two.path());
    }

    @Test
    void what_is_refused_or_breaks_off_makes_none() throws IOException {
        bench().put("/a", "one");
        assertThatThrownBy(() -> bench().put("/a", Specs.when(Precondition.etag("other")), "two"))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> bench().put("/a", Specs.guarded(RecordingGuard.refusingAtCommit()), "two"))
                .isInstanceOf(Locked.class);
        IOException broken = new IOException("connection reset");
        assertThatThrownBy(() -> bench().driver()
                        .put(bench().anna(), StorageBench.at("/a"), PutSpec.simple(), Bodies.breaking(100_000, broken)))
                .isSameAs(broken);
        assertThat(of("/a")).isEmpty();
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        bench().put("/b", "b");
        bench().folder("/f");
        Version ofA = of("/a").getFirst();
        Ref b = StorageBench.at("/b");
        assertThatThrownBy(() -> of("/missing")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> of("/f")).isInstanceOf(Conflict.class);
        for (String key : List.of("unknown", "..", ofA.key() + "0")) {
            assertThatThrownBy(() -> text("/a", new Version(key, 0, ofA.mtime(), "")))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> versions().restore(bench().anna(), StorageBench.at("/a"), key, Guard.none()))
                    .isInstanceOf(NotFound.class);
        }
        if (of(b).stream().noneMatch(version -> version.key().equals(ofA.key()))) {
            assertThatThrownBy(() -> text("/b", ofA)).isInstanceOf(NotFound.class);
        }
        assertThat(bench().read("/a")).isEqualTo("two");
    }

    @Test
    void they_go_with_the_node_where_it_is_moved() throws IOException {
        bench().folder("/f");
        bench().put("/f/a", "one");
        Node a = bench().put("/f/a", "two");
        Version first = of("/f/a").getFirst();
        bench().move("/f/a", "/f/b");
        bench().move("/f", "/g");
        assertThat(of("/g/b")).containsExactly(first);
        assertThat(text("/g/b", first)).isEqualTo("one");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(text(Ref.id(a.space(), a.id()), first)).isEqualTo("one");
        }
        bench().put("/f2", "other");
        assertThat(of("/f2")).isEmpty();
    }

    @Test
    void another_file_of_the_same_name_has_none_of_them() throws IOException {
        bench().put("/a", "one");
        Node a = bench().put("/a", "two");
        Version first = of("/a").getFirst();
        bench().delete("/a");
        assertThatThrownBy(() -> of("/a")).isInstanceOf(NotFound.class);
        bench().put("/a", "new");
        assertThat(of("/a")).isEmpty();
        assertThatThrownBy(() -> text("/a", first)).isInstanceOf(NotFound.class);
        if (bench().has(Trait.STABLE_IDS)) {
            assertThatThrownBy(() -> of(Ref.id(a.space(), a.id()))).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void a_copy_has_none() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        bench().copy("/a", "/b");
        assertThat(of("/b")).isEmpty();
        assertThat(of("/a")).hasSize(1);
    }

    @Test
    void they_count_into_what_is_used() throws IOException {
        bench().put("/a", "x".repeat(100_000));
        long before = QuotaContract.used(bench(), "/");
        bench().put("/a", "y".repeat(100_000));
        assertThat(QuotaContract.used(bench(), "/")).isGreaterThanOrEqualTo(before + 100_000);
    }

    @Test
    void of_many_writers_nothing_is_lost() throws Exception {
        bench().put("/a", "writer 0");
        Race.of(8, i -> bench().put("/a", "writer " + (i + 1)));
        Set<String> texts = new HashSet<>();
        for (Version version : of("/a")) {
            texts.add(text("/a", version));
        }
        assertThat(of("/a")).hasSize(8);
        assertThat(of("/a")).extracting(Version::key).doesNotHaveDuplicates();
        texts.add(bench().read("/a"));
        assertThat(texts).hasSize(9);
    }

    @Test
    void writers_and_restorers_at_a_time_lose_nothing() throws Exception {
        bench().put("/a", "one");
        bench().put("/a", "two");
        Version first = of("/a").getFirst();
        List<Node> done = Race.of(
                8,
                i -> i % 2 == 0 ? restore("/a", first) : bench().put("/a", "writer " + i),
                NotFound.class); // a version that was restored may be gone for who comes later
        assertThat(done).hasSizeGreaterThanOrEqualTo(5);
        Set<String> texts = new HashSet<>(Set.of(bench().read("/a")));
        for (Version version : of("/a")) {
            texts.add(text("/a", version));
        }
        assertThat(texts).contains("one", "two", "writer 1", "writer 3", "writer 5", "writer 7");
    }

    @Test
    void a_reader_of_one_is_not_troubled_by_writers() throws IOException {
        bench().put("/a", "one");
        bench().put("/a", "two");
        Version first = of("/a").getFirst();
        try (Content content = versions().open(bench().anna(), StorageBench.at("/a"), first.key(), ReadSpec.whole())) {
            restore("/a", first);
            bench().put("/a", "three");
            assertThat(StorageBench.bytes(content)).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_root_has_none() {
        assertThatThrownBy(() -> of("/")).isInstanceOf(WeftException.class);
    }
}
