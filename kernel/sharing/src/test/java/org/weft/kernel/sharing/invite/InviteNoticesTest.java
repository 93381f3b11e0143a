/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.RemotePerson;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;

/** The end of a contact is told until the other site has heard it. */
class InviteNoticesTest {

    private static final PeerHost OTHER = PeerHost.parse("other.example");
    private static final UserId EINSTEIN = new UserId("https://idp.example", "einstein", UserType.PRIMARY);

    @TempDir
    private Path folder;

    private final SteppingClock clock = new SteppingClock();
    private final List<String> outcomes = new ArrayList<>();
    private final Site other = new Site();

    @SuppressWarnings("NullAway.Init")
    private StateDatabase state;

    @SuppressWarnings("NullAway.Init")
    private NoticeQueue queue;

    @SuppressWarnings("NullAway.Init")
    private InviteNotices notices;

    @BeforeEach
    void start() {
        state = TestDatabases.sqlite(folder);
        queue = new NoticeQueue(new NoticeTable(state), Runnable::run, outcomes::add, clock);
        notices = new InviteNotices(other, queue, new InviteTable(state));
    }

    @AfterEach
    void stop() {
        state.close();
    }

    private void later(Duration wait) {
        clock.forward(wait);
        queue.retry();
    }

    @Test
    void a_site_that_is_down_or_does_not_believe_it_hears_of_it_later_and_across_a_restart() {
        other.failure = Optional.of(new Unavailable("down"));
        notices.ended(OTHER, "einstein", "marie");
        assertThat(queue.waiting()).isEqualTo(1);
        stop();
        start();
        other.failure = Optional.of(new Forbidden("401"));
        later(Duration.ofMinutes(10));
        other.failure = Optional.empty();
        later(Duration.ofHours(5));
        assertThat(other.heard).containsExactly("einstein marie");
        assertThat(queue.waiting()).isZero();
        assertThat(outcomes).containsExactly("postponed", "postponed", "told");
    }

    @Test
    void a_site_that_takes_no_notifications_is_left_alone() {
        other.failure = Optional.of(new Unsupported("none"));
        notices.ended(OTHER, "einstein", "marie");
        assertThat(queue.waiting()).isZero();
        assertThat(outcomes).containsExactly("refused");
    }

    @Test
    void who_have_become_contacts_again_are_not_parted_by_what_is_late() {
        other.failure = Optional.of(new Unavailable("down"));
        notices.ended(OTHER, "einstein", "marie");
        new InviteTable(state).connect(EINSTEIN, "other.example", "marie");
        other.failure = Optional.empty();
        later(Duration.ofHours(5));
        assertThat(other.heard).isEmpty();
        assertThat(queue.waiting()).isZero();
    }

    /** Another site. */
    private static final class Site implements InviteClient {

        private final List<String> heard = new ArrayList<>();
        private Optional<WeftException> failure = Optional.empty();

        @Override
        public RemotePerson accept(PeerHost inviter, String token, RemotePerson who) {
            throw new Unavailable("nobody invites");
        }

        @Override
        public void ended(PeerHost host, String own, String theirs) {
            if (failure.isPresent()) {
                throw failure.get();
            }
            heard.add(own + " " + theirs);
        }
    }
}
