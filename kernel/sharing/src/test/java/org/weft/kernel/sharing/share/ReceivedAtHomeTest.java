/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.READ;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.ListSpec;

/** The folder in a receiver's home that shows what was received. */
class ReceivedAtHomeTest {

    private final Trio trio;

    ReceivedAtHomeTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private String etag(Caller caller, String path) {
        return trio.stat(caller, path).node().etag();
    }

    @Test
    void the_folder_is_in_the_home_of_those_who_have_received_something_and_of_nobody_else() {
        assertThat(trio.names(trio.marie, "home")).isEmpty();
        assertThatThrownBy(() -> trio.stat(trio.marie, "home/Shares")).isInstanceOf(NotFound.class);
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, READ);

        assertThat(trio.names(trio.marie, "home")).containsExactly("Shares");
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("a");
        assertThat(trio.names(trio.marie, "home/Shares/a")).containsExactlyInAnyOrder("b", "bc", "f.txt");
        assertThat(trio.stat(trio.marie, "home/Shares/a/b/deep.txt").path()).hasToString("home/Shares/a/b/deep.txt");
        assertThat(trio.names(trio.einstein, "home")).doesNotContain("Shares");
        assertThat(trio.names(trio.richard, "home")).doesNotContain("Shares");

        trio.shares().remove(trio.einstein, share.id());
        assertThat(trio.names(trio.marie, "home")).isEmpty();
    }

    @Test
    void a_share_that_nobody_accepted_is_not_shown() {
        trio.share(trio.einstein, "home/a", Trio.to(trio.marie), READ);
        assertThat(trio.names(trio.marie, "home")).isEmpty();
    }

    @Test
    void entity_tags_up_to_the_home_s_change_with_what_changes_in_a_share() {
        String bare = etag(trio.marie, "home");
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        List<List<String>> seen = new ArrayList<>();
        seen.add(List.of(bare, "", ""));
        seen.add(tags());
        assertThat(tags()).isEqualTo(seen.getLast());
        trio.put(trio.einstein, "home/a/b/deep.txt", "changed by its owner");
        seen.add(tags());
        trio.put(trio.marie, "home/Shares/a/new.txt", "made by the receiver");
        seen.add(tags());
        trio.accepted(trio.einstein, "home/a/bc", trio.marie, READ);
        seen.add(tags());
        trio.move(trio.marie, "home/Shares/bc", "home/Shares/another name");
        seen.add(tags());
        trio.shares().remove(trio.einstein, share.id());
        seen.add(tags());
        for (int position = 0; position < 3; position++) {
            int which = position;
            assertThat(seen.stream().map(tags -> tags.get(which)))
                    .as("position " + position)
                    .doesNotHaveDuplicates();
        }
    }

    private List<String> tags() {
        return List.of(etag(trio.marie, "home"), etag(trio.marie, "home/Shares"), etag(trio.marie, ""));
    }

    @Test
    void a_listing_and_a_look_tell_the_same_tags() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        for (String folder : List.of("", "home", "home/Shares", "home/Shares/a")) {
            trio.site.files.list(trio.marie, Trio.path(folder), ListSpec.all(), StatSpec.node(), child -> {
                assertThat(trio.stat(trio.marie, child.path().toString()).node().etag())
                        .as(child.path().toString())
                        .isEqualTo(child.node().etag());
                return true;
            });
        }
    }

    @Test
    void what_is_done_below_a_share_s_root_is_done_at_its_owner_s() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.put(trio.marie, "home/Shares/a/new.txt", "hers");
        trio.folder(trio.marie, "home/Shares/a/sub");
        trio.move(trio.marie, "home/Shares/a/new.txt", "home/Shares/a/sub/there.txt");
        assertThat(trio.names(trio.einstein, "home/a/sub")).containsExactly("there.txt");
        trio.put(trio.marie, "home/own.txt", "own");
        trio.move(trio.marie, "home/own.txt", "home/Shares/a/given.txt");
        assertThat(trio.names(trio.einstein, "home/a")).contains("given.txt");
        trio.delete(trio.marie, "home/Shares/a/given.txt");
        assertThat(trio.names(trio.einstein, "home/a")).doesNotContain("given.txt");
    }

    @Test
    void deleting_a_share_s_root_declines_it_and_moving_it_names_it() {
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.move(trio.marie, "home/Shares/a", "home/Shares/drafts");
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("drafts");
        assertThat(trio.names(trio.marie, "shares")).containsExactly("drafts");
        assertThatThrownBy(() -> trio.move(trio.marie, "home/Shares/drafts", "home/drafts"))
                .isInstanceOf(Forbidden.class);
        trio.delete(trio.marie, "home/Shares/drafts");
        assertThat(trio.received().get(trio.marie, share.id()).reception().state())
                .isEqualTo(ShareState.REJECTED);
        assertThat(trio.names(trio.einstein, "home/a")).contains("f.txt");
        assertThat(trio.names(trio.marie, "home")).isEmpty();
    }

    @Test
    void the_folder_itself_stays_as_it_is() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.folder(trio.marie, "home/mine");
        assertThatThrownBy(() -> trio.delete(trio.marie, "home/Shares")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.move(trio.marie, "home/Shares", "home/other"))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.move(trio.marie, "home/mine", "home/Shares"))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.put(trio.marie, "home/Shares", "x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.put(trio.marie, "home/Shares/x", "x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.folder(trio.marie, "home/Shares/x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.folder(trio.marie, "home/Shares")).isInstanceOf(AlreadyExists.class);
    }

    @Test
    void the_folder_is_also_found_by_the_id_that_is_told_of_it() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        Target folder = Target.id(trio.stat(trio.marie, "home/Shares").id());
        assertThat(trio.site.files.stat(trio.marie, folder, StatSpec.node()).path())
                .hasToString("home/Shares");
        trio.site.files.delete(trio.marie, folder.resolve("a"), WriteConditions.plain());
        assertThat(trio.names(trio.marie, "home")).isEmpty();
    }

    @Test
    void a_folder_of_one_s_own_with_the_same_name_keeps_it() {
        trio.folder(trio.marie, "home/Shares");
        trio.put(trio.marie, "home/Shares/own.txt", "own");
        trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        assertThat(trio.names(trio.marie, "home")).containsExactlyInAnyOrder("Shares", "Shares (2)");
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("own.txt");
        assertThat(trio.names(trio.marie, "home/Shares (2)")).containsExactly("a");
        assertThat(trio.stat(trio.marie, "home/Shares (2)/a/f.txt").path()).hasToString("home/Shares (2)/a/f.txt");
        trio.move(trio.marie, "home/Shares", "home/Mine");
        assertThat(trio.names(trio.marie, "home/Shares")).containsExactly("a");
        assertThatThrownBy(() -> trio.stat(trio.marie, "home/Shares (2)")).isInstanceOf(NotFound.class);
    }

    @Test
    void a_home_is_listed_in_parts_too() {
        trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        for (String name : List.of("A", "Sa", "Sz", "b")) {
            trio.folder(trio.marie, "home/" + name);
        }
        for (long limit = 1; limit < 6; limit++) {
            List<String> all = new ArrayList<>();
            Optional<String> after = Optional.empty();
            while (true) {
                List<String> part = new ArrayList<>();
                trio.site.files.list(
                        trio.marie,
                        Trio.path("home"),
                        new ListSpec(after, limit),
                        StatSpec.node(),
                        child -> part.add(child.name()));
                all.addAll(part);
                if (part.size() < limit) {
                    break;
                }
                after = Optional.of(part.getLast());
            }
            assertThat(all).as("in parts of " + limit).containsExactlyInAnyOrder("A", "Sa", "Shares", "Sz", "b");
        }
    }
}
