/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Uploads;

/** What is collected, and what never is. */
class OrphanTest {

    private Site site;
    private BlobTree tree;

    @BeforeEach
    void openSite(@TempDir Path folder) throws IOException {
        TreeSettings simple = TreeSettings.simple();
        site = new Site(
                folder,
                new TreeSettings(
                        "some/prefix/",
                        2,
                        Optional.of(Duration.ofDays(10)),
                        simple.trashFor(),
                        simple.quota(),
                        true,
                        Duration.ofMinutes(1),
                        TreeSettings.USUAL_DIGESTS,
                        MakeRoom.VERSIONS_AND_TRASH));
        tree = site.engine();
    }

    @AfterEach
    void closeSite() throws Exception {
        site.close();
    }

    private List<String> contents() throws IOException {
        List<String> keys = new ArrayList<>();
        site.blobs().list("some/prefix/blobs/", entry -> keys.add(entry.key()));
        return keys;
    }

    private interface Act {
        void run() throws IOException;
    }

    /** A body in whose middle something happens. */
    private static InputStream body(String text, Act act) {
        InputStream acting = new InputStream() {
            private boolean acted;

            @Override
            public int read() throws IOException {
                if (!acted) {
                    acted = true;
                    act.run();
                }
                return -1;
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), acting);
    }

    @Test
    void a_content_that_is_being_written_is_left_alone_however_old_while_its_engine_lives() throws IOException {
        BlobTree other = site.engine();
        tree.put(Site.ANNA, Site.at("/a"), PutSpec.simple(), body("x", () -> {
            site.pass(Duration.ofMinutes(5));
            assertThat(Site.tidy(other)).isEmpty();
        }));
        assertThat(Site.read(tree, "/a")).isEqualTo("x");
    }

    @Test
    void an_engine_that_was_thought_dead_commits_nothing_that_was_cleared_away() throws IOException {
        BlobTree other = site.engine();
        assertThatThrownBy(() -> tree.put(Site.ANNA, Site.at("/a"), PutSpec.simple(), body("x", () -> {
                    site.pass(Duration.ofDays(1));
                    Site.tidy(other);
                })))
                .isInstanceOf(WeftException.Unavailable.class);
        Site.put(tree, "/a", "again");
        assertThat(Site.read(other, "/a")).isEqualTo("again");
        assertThat(Site.check(other)).isEmpty();
        assertThat(contents()).hasSize(1);
    }

    @Test
    void an_upload_that_rests_is_left_alone_until_it_expires() throws IOException {
        Uploads uploads = tree.uploads().orElseThrow();
        Uploads.State state = uploads.begin(Site.ANNA, Site.at("/a"), OptionalLong.empty());
        uploads.append(Site.ANNA, state.id(), 0, new ByteArrayInputStream(new byte[9 << 20]));
        site.pass(Duration.ofSeconds(90));
        BlobTree other = site.engine();
        Site.tidy(other);
        assertThat(other.uploads().orElseThrow().state(Site.ANNA, state.id()).offset())
                .isEqualTo(9 << 20);
        other.uploads().orElseThrow().commit(Site.ANNA, state.id(), Site.at("/a"), PutSpec.simple());
        assertThat(other.stat(Site.ANNA, Site.at("/a")).size()).isEqualTo(9 << 20);

        Uploads.State forgotten = uploads.begin(Site.ANNA, Site.at("/b"), OptionalLong.empty());
        uploads.append(Site.ANNA, forgotten.id(), 0, new ByteArrayInputStream(new byte[9 << 20]));
        site.pass(Duration.ofHours(1));
        Site.tidy(tree);
        Site.tidy(tree);
        assertThatThrownBy(() -> uploads.state(Site.ANNA, forgotten.id())).isInstanceOf(WeftException.NotFound.class);
        assertThat(contents()).hasSize(1);
    }

    @Test
    void a_content_that_two_files_share_stays_until_both_are_gone() throws IOException {
        Site.put(tree, "/a", "shared");
        tree.copy().orElseThrow().copy(Site.ANNA, Site.at("/a"), Site.at("/b"), true, MoveSpec.simple(), pair -> true);
        assertThat(contents()).hasSize(1);
        DeleteSpec forGood = new DeleteSpec(Precondition.none(), Guard.none(), true);
        tree.delete(Site.ANNA, Site.at("/a"), forGood);
        settle();
        assertThat(Site.read(tree, "/b")).isEqualTo("shared");
        tree.delete(Site.ANNA, Site.at("/b"), forGood);
        settle();
        assertThat(contents()).isEmpty();
    }

    private void settle() throws IOException {
        for (int i = 0; i < 3; i++) {
            Site.tidy(tree);
            site.pass(Duration.ofHours(30));
        }
        Site.tidy(tree);
    }

    @Test
    void a_folder_deleted_for_good_leaves_nothing_behind() throws IOException {
        Site.folder(tree, "/f");
        Site.folder(tree, "/f/g");
        for (int i = 0; i < 20; i++) {
            Site.put(tree, "/f/g/" + i, "one");
            Site.put(tree, "/f/g/" + i, "two");
        }
        tree.delete(Site.ANNA, Site.at("/f"), new DeleteSpec(Precondition.none(), Guard.none(), true));
        assertThat(tree.quota(Site.ANNA, Site.at("/")).used()).hasValue(0);
        settle();
        assertThat(contents()).isEmpty();
        List<String> records = new ArrayList<>();
        site.blobs().list("some/prefix/nodes/", entry -> records.add(entry.key()));
        assertThat(records).hasSize(1);
        assertThat(Site.check(tree)).isEmpty();
    }

    /** Some object stores list an object under a name of their own while its content comes. */
    @Test
    void what_is_none_of_ours_is_told_once_it_stays_and_never_taken_away() throws IOException {
        site.blobs().put("some/prefix/blobs/70/of-somebody-else", new byte[1]);
        assertThat(Site.check(tree)).isEmpty();
        site.pass(Duration.ofMinutes(2));
        assertThat(Site.check(tree)).extracting(Finding::kind).containsExactly("foreign-object");
        settle();
        assertThat(contents()).containsExactly("some/prefix/blobs/70/of-somebody-else");
    }

    @Test
    void trash_and_versions_go_at_their_age() throws IOException {
        for (int i = 0; i < 5; i++) {
            Site.put(tree, "/a", "text " + i);
        }
        Site.put(tree, "/b", "b");
        Site.delete(tree, "/b");
        assertThat(tree.quota(Site.ANNA, Site.at("/")).used()).hasValue(3 * 6 + 1);
        settle();
        assertThat(contents()).hasSize(4);
        site.pass(Duration.ofDays(40));
        settle();
        assertThat(contents()).hasSize(1);
        assertThat(tree.quota(Site.ANNA, Site.at("/")).used()).hasValue(6);
        assertThat(Site.read(tree, "/a")).isEqualTo("text 4");
        assertThat(Site.check(tree)).extracting(Finding::text).isEmpty();
    }
}
