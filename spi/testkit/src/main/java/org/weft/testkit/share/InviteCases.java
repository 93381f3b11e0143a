/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.testkit.share.Samples.EINSTEIN;
import static org.weft.testkit.share.Samples.MARIE;
import static org.weft.testkit.share.Samples.NOW;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.share.Invite;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.RemoteUser;

/** Invitations of other sites, and the contacts that come of them. */
abstract class InviteCases extends StoreCases {

    @Test
    void an_invitation_is_used_up_by_one_of_many() throws Exception {
        InviteBox box = store().invites();
        Invite invite = new Invite("token", EINSTEIN, "come", "m@b.example", NOW, NOW.plusSeconds(60));
        box.issue(invite);
        assertThatThrownBy(() -> box.issue(invite)).isInstanceOf(AlreadyExists.class);
        assertThat(box.find("token")).contains(invite);
        assertThat(box.take("token", NOW.plusSeconds(60))).isEmpty();
        List<Callable<Optional<Invite>>> takers = IntStream.range(0, 8)
                .mapToObj(i -> (Callable<Optional<Invite>>) () -> box.take("token", NOW))
                .toList();
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Invite>> taker : threads.invokeAll(takers)) {
                taken += taker.get().isPresent() ? 1 : 0;
            }
        }
        assertThat(taken).isEqualTo(1);
        assertThat(box.find("token")).isEmpty();
    }

    @Test
    void invitations_are_listed_newest_first_and_swept_when_over() throws IOException {
        InviteBox box = store().invites();
        box.issue(new Invite("old", EINSTEIN, "", "", NOW, NOW.plusSeconds(10)));
        box.issue(new Invite("new", EINSTEIN, "", "", NOW.plusSeconds(1), NOW.plusSeconds(60)));
        box.issue(new Invite("other", MARIE, "", "", NOW, NOW.plusSeconds(60)));
        List<String> tokens = new ArrayList<>();
        box.list(EINSTEIN, invite -> tokens.add(invite.token()));
        assertThat(tokens).containsExactly("new", "old");
        box.sweep(NOW.plusSeconds(10));
        assertThat(box.find("old")).isEmpty();
        assertThat(box.find("new")).isPresent();
    }

    @Test
    void contacts_are_found_by_name_mail_and_id_whatever_the_case() throws IOException {
        InviteBox box = store().invites();
        UserId id = new UserId("b.example", "Müller_1", UserType.FEDERATED);
        RemoteUser contact = new RemoteUser(id, "Ärztin 100%", "m@b.example", NOW);
        box.remember(EINSTEIN, contact);
        box.remember(EINSTEIN, contact);
        box.remember(MARIE, new RemoteUser(id, "Other", "", NOW));
        for (String query : List.of("", "ärz", "ÄRZTIN", "M@B", "müller_", "100%")) {
            List<RemoteUser> found = new ArrayList<>();
            box.remoteUsers(EINSTEIN, query, found::add);
            assertThat(found).as(query).containsExactly(contact);
        }
        for (String query : List.of("other", "100_", "mullerx")) {
            List<RemoteUser> found = new ArrayList<>();
            box.remoteUsers(EINSTEIN, query, found::add);
            assertThat(found).as(query).isEmpty();
        }
        assertThat(box.remoteUser(EINSTEIN, id)).contains(contact);
        assertThat(box.forget(EINSTEIN, id)).isTrue();
        assertThat(box.forget(EINSTEIN, id)).isFalse();
        assertThat(box.remoteUser(EINSTEIN, id)).isEmpty();
    }
}
