/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.testkit.share.Samples.MARIE;
import static org.weft.testkit.share.Samples.userShare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;

/** What receivers make of shares. */
abstract class ReceptionCases extends InviteCases {

    @Test
    void a_share_is_removed_once_with_what_its_receivers_made_of_it() throws IOException {
        Share share = store().insert(userShare("a", 1, MARIE));
        store().decide(new Reception(share.id(), MARIE, ShareState.ACCEPTED, true, Optional.of("/x"), "mine", 0));
        assertThatThrownBy(() -> store().remove(share.id(), 7)).isInstanceOf(PreconditionFailed.class);
        assertThat(store().reception(share.id(), MARIE)).isPresent();
        assertThat(store().remove(share.id(), 1)).isTrue();
        assertThat(store().remove(share.id(), 1)).isFalse();
        assertThat(store().reception(share.id(), MARIE)).isEmpty();
        assertThatThrownBy(() -> store().replace(share, 1)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> store().decide(Reception.undecided(share.id(), MARIE)))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void a_decision_is_kept_and_changed_from_what_it_was() throws IOException {
        Share share = store().insert(userShare("a", 1, MARIE));
        Reception first = store().decide(
                        new Reception(share.id(), MARIE, ShareState.ACCEPTED, true, Optional.of("/x"), "mine", 0));
        assertThat(first.revision()).isEqualTo(1);
        assertThat(store().reception(share.id(), MARIE)).contains(first);
        assertThatThrownBy(() -> store().decide(Reception.undecided(share.id(), MARIE)))
                .isInstanceOf(PreconditionFailed.class);
        Reception second =
                store().decide(new Reception(share.id(), MARIE, ShareState.REJECTED, false, Optional.empty(), "", 1));
        List<Reception> all = new ArrayList<>();
        store().receptions(MARIE, all::add);
        assertThat(all).containsExactly(second);
        assertThat(store().find(share.id()).orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void of_many_decisions_those_are_kept_that_nobody_has_changed_meanwhile() throws IOException {
        for (String id : List.of("a", "b", "c", "d")) {
            store().insert(userShare(id, id.charAt(0), MARIE));
        }
        Reception before = store().decide(accepted("b", 0));
        store().decide(accepted("c", 0));
        store().remove(new ShareId("d"), 1);
        List<Reception> kept = store().decideAll(List.of(
                accepted("d", 0), accepted("c", 0), accepted("b", before.revision()), accepted("a", 0)));
        assertThat(kept)
                .extracting(reception -> reception.share() + " " + reception.revision())
                .containsExactlyInAnyOrder("a 1", "b 2");
        List<Reception> all = new ArrayList<>();
        store().receptions(MARIE, all::add);
        assertThat(all)
                .extracting(reception -> reception.share() + " " + reception.revision())
                .containsExactly("a 1", "b 2", "c 1");
        assertThat(all).allMatch(reception -> reception.mountPoint().equals(Optional.of("/" + reception.share())));
        assertThat(store().decideAll(List.of())).isEmpty();
    }

    private static Reception accepted(String share, long revision) {
        return new Reception(
                new ShareId(share), MARIE, ShareState.ACCEPTED, false, Optional.of("/" + share), "", revision);
    }
}
