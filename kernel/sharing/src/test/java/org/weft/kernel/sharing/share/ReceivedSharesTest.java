/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;
import static org.weft.kernel.sharing.share.Trio.toPhysics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.RelPath;

/** What receivers see, and what they make of it. */
class ReceivedSharesTest {

    private final Trio trio;

    ReceivedSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    private List<ShareState> states(Caller caller) {
        List<ShareState> states = new ArrayList<>();
        trio.received()
                .list(
                        caller,
                        Set.of(),
                        ShareFilter.any(),
                        "",
                        one -> states.add(one.reception().state()));
        return states;
    }

    @Test
    void a_share_is_pending_until_it_is_accepted_and_then_in_the_tree() {
        Share share = trio.share(trio.einstein, "home/a", to(trio.marie), READ);
        assertThat(states(trio.marie)).containsExactly(ShareState.PENDING);
        assertThat(trio.names(trio.marie, "")).doesNotContain("shares");
        assertThat(trio.names(trio.marie, "shares")).isEmpty();

        ReceivedShares.ReceivedShare accepted =
                trio.received().update(trio.marie, share.id(), Decision.state(ShareState.ACCEPTED));

        assertThat(accepted.place()).contains(RelPath.parse("shares/a"));
        assertThat(trio.names(trio.marie, "")).contains("shares");
        assertThat(trio.names(trio.marie, "shares")).containsExactly("a");
        assertThat(trio.names(trio.marie, "shares/a")).containsExactlyInAnyOrder("b", "bc", "f.txt");
        Resource deep = trio.stat(trio.marie, "shares/a/b/deep.txt");
        assertThat(deep.path()).hasToString("shares/a/b/deep.txt");
        assertThat(deep.id())
                .isEqualTo(trio.stat(trio.einstein, "home/a/b/deep.txt").id());
        assertThat(states(trio.einstein)).isEmpty();
    }

    @Test
    void what_is_written_through_a_share_is_at_its_owner_s() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.put(trio.marie, "shares/a/new.txt", "hers");
        assertThat(trio.names(trio.einstein, "home/a")).contains("new.txt");
        trio.folder(trio.marie, "shares/a/sub");
        trio.move(trio.marie, "shares/a/new.txt", "shares/a/sub/there.txt");
        assertThat(trio.names(trio.einstein, "home/a/sub")).containsExactly("there.txt");
        trio.delete(trio.marie, "shares/a/sub/there.txt");
        assertThat(trio.names(trio.einstein, "home/a/sub")).isEmpty();
    }

    @Test
    void a_reader_changes_nothing() {
        trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        assertThatThrownBy(() -> trio.put(trio.marie, "shares/a/f.txt", "x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.delete(trio.marie, "shares/a/f.txt")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.folder(trio.marie, "shares/a/x")).isInstanceOf(Forbidden.class);
    }

    @Test
    void deleting_something_received_declines_it_and_touches_nothing() {
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.delete(trio.marie, "shares/a");
        assertThat(trio.names(trio.marie, "shares")).isEmpty();
        assertThat(trio.received().get(trio.marie, share.id()).reception().state())
                .isEqualTo(ShareState.REJECTED);
        assertThat(trio.names(trio.einstein, "home/a")).contains("f.txt");
    }

    @Test
    void moving_something_received_gives_it_another_name_and_no_other_place() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        trio.move(trio.marie, "shares/a", "shares/from albert");
        assertThat(trio.names(trio.marie, "shares")).containsExactly("from albert");
        assertThat(trio.names(trio.einstein, "home")).contains("a");
        assertThatThrownBy(() -> trio.move(trio.marie, "shares/from albert", "home/mine"))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.put(trio.marie, "shares/file", "x")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.folder(trio.marie, "shares/folder")).isInstanceOf(Forbidden.class);
    }

    @Test
    void the_shared_folder_itself_is_not_taken_away_by_its_id_either() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        var folder = trio.id(trio.einstein, "home/a");
        assertThatThrownBy(() -> trio.site.files.delete(trio.marie, folder, WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
        assertThat(trio.names(trio.einstein, "home")).contains("a");
    }

    @Test
    void two_of_one_name_are_told_apart() {
        trio.folder(trio.richard, "home/a");
        trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        Share second = trio.accepted(trio.richard, "home/a", trio.marie, READ);
        assertThat(trio.names(trio.marie, "shares")).containsExactly("a", "a (2)");
        assertThat(trio.received().get(trio.marie, second.id()).place()).contains(RelPath.parse("shares/a (2)"));
        assertThatThrownBy(() -> trio.move(trio.marie, "shares/a (2)", "shares/a"))
                .isInstanceOf(AlreadyExists.class);
        assertThat(ReceivedNames.numbered("report.txt", 2)).isEqualTo("report (2).txt");
        assertThat(ReceivedNames.numbered(".profile", 3)).isEqualTo(".profile (3)");
    }

    @Test
    void a_hidden_share_is_accepted_and_not_shown() {
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        Decision hide = new Decision(Optional.empty(), Optional.of(true), Optional.empty(), Optional.empty());
        trio.received().update(trio.marie, share.id(), hide);
        assertThat(trio.names(trio.marie, "shares")).isEmpty();
        assertThat(trio.rights(trio.marie, trio.id(trio.einstein, "home/a"))).isEqualTo(READ);
    }

    @Test
    void each_member_of_a_group_decides_alone() {
        Share share = trio.share(trio.einstein, "home/a", toPhysics(), READ);
        trio.received().update(trio.richard, share.id(), Decision.state(ShareState.ACCEPTED));
        assertThat(trio.names(trio.richard, "shares")).containsExactly("a");
        assertThatThrownBy(() -> trio.received().get(trio.marie, share.id())).isInstanceOf(NotFound.class);
    }

    @Test
    void a_mount_point_is_directly_in_the_folder_and_free() {
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        assertThatThrownBy(() -> trio.received().update(trio.marie, share.id(), at("home/a")))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.received().update(trio.marie, share.id(), at("shares/x/y")))
                .isInstanceOf(Forbidden.class);
        trio.received().update(trio.marie, share.id(), at("shares/x"));
        assertThat(trio.names(trio.marie, "shares")).containsExactly("x");
    }

    private static Decision at(String place) {
        return new Decision(Optional.empty(), Optional.empty(), Optional.of(RelPath.parse(place)), Optional.empty());
    }

    @Test
    void the_folder_s_etag_changes_with_what_is_in_it() {
        Share share = trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        String first = trio.stat(trio.marie, "shares").node().etag();
        assertThat(trio.stat(trio.marie, "shares").node().etag()).isEqualTo(first);
        trio.put(trio.einstein, "home/a/f.txt", "other");
        String second = trio.stat(trio.marie, "shares").node().etag();
        assertThat(second).isNotEqualTo(first);
        trio.shares().remove(trio.einstein, share.id());
        assertThat(trio.stat(trio.marie, "shares").node().etag()).isNotEqualTo(second);
    }

    @Test
    void nobody_gets_at_somebody_else_s_names() {
        trio.accepted(trio.einstein, "home/a", trio.marie, READ);
        assertThatThrownBy(() -> trio.stat(trio.richard, "shares/a")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.site.files.delete(trio.richard, path("shares/a"), WriteConditions.plain()))
                .isInstanceOf(NotFound.class);
    }
}
