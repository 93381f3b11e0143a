/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.testkit.share.Samples.EINSTEIN;
import static org.weft.testkit.share.Samples.MARIE;
import static org.weft.testkit.share.Samples.NOW;
import static org.weft.testkit.share.Samples.PHYSICS;
import static org.weft.testkit.share.Samples.link;
import static org.weft.testkit.share.Samples.received;
import static org.weft.testkit.share.Samples.resource;
import static org.weft.testkit.share.Samples.sent;
import static org.weft.testkit.share.Samples.userShare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.SpaceId;

/** The closed set of questions, and how answers are cut. */
abstract class QuestionCases extends ReceptionCases {

    @Test
    void each_question_finds_what_it_asks_for_and_nothing_else() throws IOException {
        store().insert(userShare("a", 1, MARIE));
        store().insert(GroupShare.builder(new ShareId("b"), resource(1), MARIE, PHYSICS)
                .build());
        store().insert(link("c", 2, "token-token-token"));
        store().insert(sent("d", 3, "hash"));
        store().insert(received("e", "8").toBuilder().secretHash("keyed").build());
        assertThat(ids(new ShareQuery.ByOwner(EINSTEIN))).containsExactly("a", "c", "d");
        assertThat(ids(new ShareQuery.ByOwner(MARIE))).containsExactly("a", "b");
        assertThat(ids(new ShareQuery.ByGrantee(MARIE, Set.of()))).containsExactly("a");
        assertThat(ids(new ShareQuery.ByGrantee(MARIE, Set.of(PHYSICS)))).containsExactly("a", "b");
        assertThat(ids(new ShareQuery.ByGrantee(EINSTEIN, Set.of()))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByResources(Set.of(resource(1), resource(3)))))
                .containsExactly("a", "b", "d");
        assertThat(ids(new ShareQuery.ByResources(Set.of()))).isEmpty();
        assertThat(ids(new ShareQuery.BySpace("storage-1", new SpaceId("space-1"))))
                .containsExactly("a", "b", "c", "d");
        assertThat(ids(new ShareQuery.ByToken("token-token-token"))).containsExactly("c");
        assertThat(ids(new ShareQuery.ByToken("Token-token-token"))).isEmpty();
        assertThat(ids(new ShareQuery.BySecret("hash"))).containsExactly("d");
        assertThat(ids(new ShareQuery.BySecret("keyed"))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByRemoteId("b.example", "8"))).containsExactly("e");
        assertThat(ids(new ShareQuery.ByRemoteId("b.example", "77"))).isEmpty();
        assertThat(ids(new ShareQuery.ByHost("b.example"))).containsExactly("d", "e");
        assertThat(ids(new ShareQuery.ByDelivery(OcmOut.Delivery.SENT))).containsExactly("d");
        assertThat(ids(new ShareQuery.ExpiredBefore(NOW.plusSeconds(500)))).containsExactly("a");
        assertThat(ids(new ShareQuery.ExpiredBefore(NOW.plusSeconds(499)))).isEmpty();
        ShareQuery links = new ShareQuery(
                new ShareQuery.ByOwner(EINSTEIN), Set.of(Link.class, OcmOut.class), Optional.empty(), 10);
        assertThat(ask(links)).extracting(share -> share.id().value()).containsExactly("c", "d");
    }

    @Test
    void pages_are_cut_by_id_and_a_receiver_may_stop() throws IOException {
        for (int i = 0; i < 1203; i++) {
            store().insert(userShare("s-%05d".formatted(i), i, MARIE));
        }
        ShareQuery.Shape shape = new ShareQuery.ByGrantee(MARIE, Set.of());
        List<Share> first = ask(new ShareQuery(shape, Set.of(), Optional.empty(), 700));
        assertThat(first).hasSize(700);
        List<Share> rest =
                ask(new ShareQuery(shape, Set.of(), Optional.of(first.getLast().id()), 10_000));
        assertThat(rest).hasSize(503);
        assertThat(rest.getFirst().id()).isEqualTo(new ShareId("s-00700"));
        List<Share> some = new ArrayList<>();
        store().query(ShareQuery.of(shape), share -> {
            some.add(share);
            return some.size() < 3;
        });
        assertThat(some).hasSize(3);
    }

    @Test
    void of_many_links_with_one_token_one_is_kept() throws Exception {
        List<Callable<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Boolean>) () -> {
                    try {
                        store().insert(link("l" + i, i, "token-token-token"));
                        return true;
                    } catch (AlreadyExists late) {
                        return false;
                    }
                })
                .toList();
        int kept = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
                kept += attempt.get() ? 1 : 0;
            }
        }
        assertThat(kept).isEqualTo(1);
        assertThat(ids(new ShareQuery.ByToken("token-token-token"))).hasSize(1);
    }

    @Test
    void what_is_not_there_is_an_empty_answer() throws IOException {
        assertThat(store().find(new ShareId("none"))).isEmpty();
        assertThat(store().remove(new ShareId("none"), 1)).isFalse();
        assertThat(store().reception(new ShareId("none"), MARIE)).isEmpty();
        assertThat(store().invites().find("none")).isEmpty();
        assertThat(store().invites().take("none", NOW)).isEmpty();
        assertThat(ids(new ShareQuery.ByOwner(MARIE))).isEmpty();
    }
}
