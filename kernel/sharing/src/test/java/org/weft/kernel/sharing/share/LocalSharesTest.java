/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.sharing.share.Trio.EDIT;
import static org.weft.kernel.sharing.share.Trio.PASS;
import static org.weft.kernel.sharing.share.Trio.READ;
import static org.weft.kernel.sharing.share.Trio.path;
import static org.weft.kernel.sharing.share.Trio.to;
import static org.weft.kernel.sharing.share.Trio.toPhysics;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Share;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Shares with users and groups: who may make, see, change and end them, and what they give. */
class LocalSharesTest {

    private final Trio trio;

    LocalSharesTest(@TempDir Path data) {
        trio = new Trio(data);
    }

    @AfterEach
    void close() {
        trio.close();
    }

    @Test
    void a_share_gives_its_rights_on_the_resource_and_below_and_nowhere_else() {
        Target folder = trio.id(trio.einstein, "home/a/b");
        Target file = trio.id(trio.einstein, "home/a/b/deep.txt");
        Target namesake = trio.id(trio.einstein, "home/a/bc");
        Target above = trio.id(trio.einstein, "home/a");
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());

        trio.share(trio.einstein, "home/a/b", to(trio.marie), READ);

        assertThat(trio.rights(trio.marie, folder)).isEqualTo(READ);
        assertThat(trio.rights(trio.marie, file).has(Right.DOWNLOAD)).isTrue();
        assertThat(trio.rights(trio.marie, namesake)).isEqualTo(Rights.none());
        assertThat(trio.rights(trio.marie, above)).isEqualTo(Rights.none());
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(Rights.none());
        assertThat(trio.rights(trio.einstein, folder).has(Right.DELETE)).isTrue();
    }

    @Test
    void a_share_with_a_group_reaches_its_members_alone() {
        Target folder = trio.id(trio.einstein, "home/a");
        trio.share(trio.einstein, "home/a", toPhysics(), READ);

        assertThat(trio.rights(trio.richard, folder)).isEqualTo(READ);
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
    }

    @Test
    void a_share_ends_when_it_is_removed_narrowed_or_over() {
        Target folder = trio.id(trio.einstein, "home/a");
        Share share = trio.share(trio.einstein, "home/a", to(trio.marie), EDIT);
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(EDIT);

        trio.shares().update(trio.einstein, share.id(), LocalShares.Change.rights(READ));
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(READ);

        LocalShares.Change.Expiry soon = new LocalShares.Change.Expiry(
                Optional.of(trio.site.clock.instant().plusSeconds(60)));
        trio.shares()
                .update(
                        trio.einstein,
                        share.id(),
                        new LocalShares.Change(Optional.empty(), Optional.of(soon), Optional.empty()));
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(READ);
        trio.site.clock.forward(Duration.ofSeconds(61));
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
        assertThatThrownBy(() -> trio.shares().get(trio.einstein, share.id())).isInstanceOf(NotFound.class);

        Share next = trio.share(trio.einstein, "home/a", to(trio.marie), READ);
        assertThat(next.id()).isNotEqualTo(share.id());
        trio.shares().remove(trio.einstein, next.id());
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
        assertThatThrownBy(() -> trio.shares().remove(trio.einstein, next.id())).isInstanceOf(NotFound.class);
    }

    @Test
    void nobody_shares_what_they_may_not_share_nor_more_than_they_have() {
        trio.accepted(trio.einstein, "home/a", trio.marie, EDIT);
        assertThatThrownBy(() -> trio.share(trio.marie, "shares/a", to(trio.richard), READ))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("give rights to others");

        trio.accepted(trio.einstein, "home/a/b", trio.richard, PASS);
        assertThatThrownBy(() -> trio.share(
                        trio.richard, "shares/b", to(trio.marie), Rights.of(Right.STAT, Right.PURGE_RECYCLE)))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("rights that you have");
        assertThatThrownBy(() -> trio.share(trio.richard, "home/nothing", to(trio.marie), READ))
                .isInstanceOf(NotFound.class);
        Target hidden = trio.id(trio.einstein, "home");
        assertThatThrownBy(() ->
                        trio.shares().create(trio.richard, hidden, to(trio.marie), READ, LocalShares.Terms.usual()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void nothing_is_shared_with_its_owner_oneself_or_somebody_who_is_not_there() {
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", to(trio.einstein), READ))
                .isInstanceOf(InvalidArgument.class);
        trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        assertThatThrownBy(() -> trio.share(trio.marie, "shares/a", to(trio.einstein), READ))
                .isInstanceOf(InvalidArgument.class);
        Grant.Grantee nobody = new Grant.ToUser(new UserId("https://idp.example", "nobody", UserType.PRIMARY));
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", nobody, READ))
                .isInstanceOf(NotFound.class);
        Grant.Grantee noGroup = new Grant.ToGroup(new GroupId("https://idp.example", "nobody"));
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", noGroup, READ))
                .isInstanceOf(NotFound.class);
        LocalShares.Terms past =
                LocalShares.Terms.until(trio.site.clock.instant().minusSeconds(1));
        assertThatThrownBy(() -> trio.shares().create(trio.einstein, path("home/a"), to(trio.richard), READ, past))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("future");
    }

    @Test
    void there_is_one_share_for_each_resource_and_receiver() {
        trio.share(trio.einstein, "home/a", to(trio.marie), READ);
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", to(trio.marie), EDIT))
                .isInstanceOf(AlreadyExists.class);
        trio.share(trio.einstein, "home/a/b", to(trio.marie), EDIT);
        trio.share(trio.einstein, "home/a", toPhysics(), READ);
        assertThat(all(trio.einstein, ShareFilter.any())).hasSize(3);
    }

    @Test
    void what_is_passed_on_never_exceeds_what_its_maker_has_left() {
        Target folder = trio.id(trio.einstein, "home/a");
        Share first = trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        Share second = trio.share(trio.marie, "shares/a", to(trio.richard), EDIT);
        assertThat(second.creator()).isEqualTo(trio.marie.user());
        assertThat(second.owner()).isEqualTo(trio.einstein.user());
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(EDIT);

        trio.shares()
                .update(trio.einstein, first.id(), LocalShares.Change.rights(READ.plus(Rights.of(Right.ADD_GRANT))));
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(READ);

        trio.shares().update(trio.einstein, first.id(), LocalShares.Change.rights(EDIT));
        assertThat(trio.rights(trio.richard, folder))
                .as("she may not share any more, so what she shared gives nothing")
                .isEqualTo(Rights.none());

        trio.shares().update(trio.einstein, first.id(), LocalShares.Change.rights(PASS));
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(EDIT);
        trio.shares().remove(trio.einstein, first.id());
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(Rights.none());
    }

    @Test
    void people_who_share_with_one_another_in_a_circle_keep_nothing_alive() {
        Target folder = trio.id(trio.einstein, "home/a");
        Share first = trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        Share second = trio.share(trio.marie, "shares/a", to(trio.richard), PASS);
        trio.received().update(trio.richard, second.id(), Decision.state(ShareState.ACCEPTED));
        trio.share(trio.richard, "shares/a", toPhysics(), PASS);
        assertThatThrownBy(() -> trio.share(trio.richard, "shares/a", to(trio.marie), PASS))
                .isInstanceOf(AlreadyExists.class);
        trio.shares().remove(trio.einstein, first.id());
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(Rights.none());
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
    }

    @Test
    void a_place_that_is_closed_to_the_maker_is_closed_behind_what_the_maker_shares() {
        Target deep = trio.id(trio.einstein, "home/a/b/deep.txt");
        trio.accepted(trio.einstein, "home/a", trio.marie, PASS);
        trio.share(trio.marie, "shares/a", to(trio.richard), EDIT);
        assertThat(trio.rights(trio.richard, deep)).isEqualTo(EDIT);

        trio.site.storage.grants().deny(trio.einstein, path("home/a/b"), to(trio.marie));

        assertThat(trio.rights(trio.marie, deep)).isEqualTo(Rights.none());
        assertThat(trio.rights(trio.richard, deep)).isEqualTo(Rights.none());
        Target folder = trio.id(trio.einstein, "home/a");
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(EDIT);
    }

    @Test
    void a_share_without_rights_closes_the_resource_to_its_receiver_who_can_not_decline_it() {
        Target folder = trio.id(trio.einstein, "home/a");
        Target below = trio.id(trio.einstein, "home/a/b");
        trio.share(trio.einstein, "home/a", to(trio.richard), READ);
        Share denial = trio.share(trio.einstein, "home/a/b", toPhysics(), Rights.none());

        assertThat(trio.rights(trio.richard, folder)).isEqualTo(READ);
        assertThat(trio.rights(trio.richard, below)).isEqualTo(Rights.none());
        assertThatThrownBy(() -> trio.received().update(trio.richard, denial.id(), Decision.state(ShareState.REJECTED)))
                .isInstanceOf(NotFound.class);
        assertThat(trio.rights(trio.einstein, below).has(Right.DELETE)).isTrue();
        trio.shares().remove(trio.einstein, denial.id());
        assertThat(trio.rights(trio.richard, below)).isEqualTo(READ);
    }

    @Test
    void a_declined_share_gives_nothing_until_it_is_accepted_again() {
        Target folder = trio.id(trio.einstein, "home/a");
        Share share = trio.share(trio.einstein, "home/a", to(trio.marie), READ);
        trio.received().update(trio.marie, share.id(), Decision.state(ShareState.REJECTED));
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
        trio.received().update(trio.marie, share.id(), Decision.state(ShareState.ACCEPTED));
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(READ);
    }

    @Test
    void a_share_is_seen_by_owner_maker_and_receiver_and_changed_by_the_first_two() {
        Share share = trio.share(trio.einstein, "home/a", to(trio.marie), READ);
        assertThat(trio.shares().get(trio.marie, share.id()).id()).isEqualTo(share.id());
        assertThatThrownBy(() -> trio.shares().get(trio.richard, share.id())).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> trio.shares().update(trio.marie, share.id(), LocalShares.Change.rights(EDIT)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.shares().remove(trio.marie, share.id())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> trio.shares().remove(trio.richard, share.id())).isInstanceOf(NotFound.class);
        assertThat(trio.shares()
                        .get(trio.einstein, ShareRules.id(share.resource().orElseThrow()), to(trio.marie))
                        .id())
                .isEqualTo(share.id());
    }

    @Test
    void who_manages_the_rights_of_others_in_a_project_sees_and_ends_their_shares() {
        trio.site.storage.projects();
        Target folder = trio.id(trio.einstein, "home/a");
        Rights manager = PASS.plus(Rights.of(Right.LIST_GRANTS, Right.UPDATE_GRANT, Right.REMOVE_GRANT));
        trio.site.storage.grants().add(trio.einstein, folder, to(trio.marie), manager, Optional.empty());
        Share share = trio.share(trio.einstein, "home/a", to(trio.richard), EDIT);

        assertThat(all(trio.marie, ShareFilter.any())).isEmpty();
        assertThat(all(trio.marie, ShareFilter.of(ShareRules.id(share.resource().orElseThrow()))))
                .containsExactly(share.id().value());
        trio.shares().update(trio.marie, share.id(), LocalShares.Change.rights(READ));
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(READ);
        trio.shares().remove(trio.marie, share.id());
        assertThat(trio.rights(trio.richard, folder)).isEqualTo(Rights.none());
    }

    @Test
    void a_site_s_own_policy_refuses_or_narrows_after_the_server_s_rules() {
        trio.site.policy.set(share -> new SharePolicy.Refuse("not on Sundays"));
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", to(trio.marie), EDIT))
                .isInstanceOf(Forbidden.class)
                .hasMessageContaining("not on Sundays");
        trio.site.policy.set(share -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", to(trio.marie), EDIT))
                .isInstanceOf(Forbidden.class)
                .hasMessageNotContaining("broken");
        var end = trio.site.clock.instant().plusSeconds(3600);
        trio.site.policy.set(share -> new SharePolicy.Narrow(READ, Optional.of(end)));
        Share share = trio.share(trio.einstein, "home/a", to(trio.marie), EDIT);
        assertThat(share.rights()).isEqualTo(READ);
        assertThat(share.expires()).contains(end);
        trio.site.policy.set(wanted -> new SharePolicy.Narrow(Rights.none(), Optional.empty()));
        assertThatThrownBy(() -> trio.share(trio.einstein, "home/a", toPhysics(), EDIT))
                .as("what is narrowed to nothing is no denial")
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_share_follows_its_resource_lies_still_in_the_trash_and_wakes_with_it() {
        trio.accepted(trio.einstein, "home/a/b", trio.marie, READ);
        Target folder = trio.id(trio.einstein, "home/a/b");
        trio.move(trio.einstein, "home/a/b", "home/moved");
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(READ);
        assertThat(trio.names(trio.marie, "shares/b")).containsExactly("deep.txt");

        trio.delete(trio.einstein, "home/moved");
        assertThat(trio.rights(trio.marie, folder)).isEqualTo(Rights.none());
        assertThat(trio.names(trio.marie, "shares")).isEmpty();
    }

    @Test
    void what_is_over_is_swept_away() {
        LocalShares.Terms soon =
                LocalShares.Terms.until(trio.site.clock.instant().plusSeconds(10));
        Share share = trio.shares().create(trio.einstein, path("home/a"), to(trio.marie), READ, soon);
        trio.site.sharing.sweep().run();
        assertThat(trio.site.sharing.rows().find(share.id())).isPresent();
        trio.site.clock.forward(Duration.ofSeconds(11));
        trio.site.sharing.sweep().run();
        assertThat(trio.site.sharing.rows().find(share.id())).isEmpty();
    }

    @Test
    void attributes_and_words_have_limits() {
        LocalShares.Terms words = new LocalShares.Terms(Optional.empty(), "x".repeat(5000), Map.of());
        assertThatThrownBy(() -> trio.shares().create(trio.einstein, path("home/a"), to(trio.marie), READ, words))
                .isInstanceOf(InvalidArgument.class);
    }

    private List<String> all(Caller caller, ShareFilter filter) {
        List<String> ids = new ArrayList<>();
        trio.shares().list(caller, filter, "", share -> ids.add(share.id().value()));
        return ids;
    }
}
