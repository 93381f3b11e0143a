/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice;
import org.weft.kernel.sharing.ocm.OcmShareClient.Notice.Kind;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.testing.SteppingClock;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Rights;

/** What other sites must hear, and did not at first. */
class ShareNoticesTest {

    private static final String SECRET = "a-secret-that-nobody-may-read-on-disk";

    @TempDir
    private Path folder;

    private final byte[] key = Base64.getUrlDecoder().decode(ShareSecrets.freshKey());
    private final SteppingClock clock = new SteppingClock();
    private final FakePeers other = new FakePeers();

    private final List<String> outcomes = new ArrayList<>();

    /** Whether work is done by whoever asks for it; else nothing is, and it is left for later. */
    private boolean works;

    private StateDatabase state;
    private NoticeQueue queue;
    private ShareNotices notices;

    @BeforeEach
    void start() {
        state = TestDatabases.sqlite(folder);
        queue = new NoticeQueue(new NoticeTable(state), this::work, outcomes::add, clock);
        notices = new ShareNotices(other, queue, new ShareSecrets(key));
    }

    @AfterEach
    void stop() {
        state.close();
    }

    private void work(Runnable work) {
        if (!works) {
            throw new RejectedExecutionException("later");
        }
        work.run();
    }

    private void restart() {
        state.close();
        start();
    }

    private static Notice notice(Kind kind) {
        Optional<Rights> rights = kind == Kind.PERMISSIONS ? Optional.of(Rights.read()) : Optional.empty();
        return new Notice(PeerHost.parse("other.example"), kind, "share-1", true, "marie", rights, SECRET);
    }

    private void later(Duration wait) {
        clock.forward(wait);
        works = true;
        queue.retry();
        works = false;
    }

    @Test
    void what_was_not_told_before_a_restart_is_told_after_it_and_once() {
        notices.send(notice(Kind.PERMISSIONS));
        notices.send(notice(Kind.UNSHARED));
        restart();
        later(Duration.ZERO);
        assertThat(other.heard).as("it is not due yet").isEmpty();

        later(Duration.ofMinutes(2));
        assertThat(other.heard).containsExactly(notice(Kind.PERMISSIONS), notice(Kind.UNSHARED));

        restart();
        later(Duration.ofDays(1));
        assertThat(other.heard).hasSize(2);
    }

    @Test
    void a_site_that_is_down_is_told_again_and_more_and_more_rarely() {
        notices.send(notice(Kind.UNSHARED));
        for (int minute = 0; minute < 600; minute++) {
            other.fails(new Unavailable("down"));
            later(Duration.ofMinutes(1));
        }
        assertThat(other.asked).isBetween(5, 15);

        restart();
        other.failures.clear();
        later(Duration.ofHours(5));
        assertThat(other.heard).containsExactly(notice(Kind.UNSHARED));
    }

    @Test
    void a_site_that_is_told_too_much_is_told_later() {
        notices.send(notice(Kind.ACCEPTED));
        other.fails(new Throttled("slowly", Duration.ofSeconds(30)));
        later(Duration.ofMinutes(2));
        assertThat(other.heard).isEmpty();
        later(Duration.ofMinutes(2));
        assertThat(other.heard).hasSize(1);
    }

    @Test
    void a_site_that_refuses_is_not_asked_again() {
        notices.send(notice(Kind.ACCEPTED));
        other.fails(new InvalidArgument("providerId NOT_FOUND"));
        later(Duration.ofMinutes(2));
        later(Duration.ofHours(5));

        assertThat(other.asked).isEqualTo(1);
    }

    @Test
    void a_site_that_does_not_trust_this_one_yet_is_told_again_until_the_end() {
        notices.send(notice(Kind.UNSHARED));
        other.fails(new Forbidden("it answered 401: SIGNATURE_EXPIRED"));
        later(Duration.ofMinutes(2));
        assertThat(queue.waiting()).isEqualTo(1);
        later(Duration.ofMinutes(2));
        assertThat(other.heard).containsExactly(notice(Kind.UNSHARED));
        assertThat(outcomes).containsExactly("postponed", "told");

        notices.send(notice(Kind.PERMISSIONS));
        for (int hour = 0; hour < 5 * 24; hour++) {
            other.fails(new Forbidden("it answered 403"));
            later(Duration.ofHours(1));
        }
        assertThat(queue.waiting()).isZero();
        assertThat(outcomes).endsWith("postponed", "given-up");
    }

    @Test
    void what_a_site_refused_for_lack_of_trust_keeps_nothing_else_back() {
        notices.send(notice(Kind.PERMISSIONS));
        notices.send(notice(Kind.UNSHARED));
        other.fails(new Forbidden("it answered 403"));
        later(Duration.ofMinutes(2));
        assertThat(other.heard).containsExactly(notice(Kind.UNSHARED));
    }

    @Test
    void a_site_that_is_down_is_asked_once_for_all_that_it_must_hear() {
        for (int i = 0; i < 20; i++) {
            notices.send(notice(Kind.UNSHARED));
        }
        other.fails(new Unavailable("down"));
        later(Duration.ofMinutes(2));
        assertThat(other.asked).isEqualTo(1);
        later(Duration.ofMinutes(2));
        assertThat(other.heard).hasSize(20);
    }

    @Test
    void after_some_days_a_site_that_is_gone_is_left_alone() {
        notices.send(notice(Kind.UNSHARED));
        for (int day = 0; day < 6; day++) {
            other.fails(new Unavailable("gone"));
            later(Duration.ofDays(1));
        }
        other.failures.clear();
        later(Duration.ofDays(1));

        assertThat(other.heard).isEmpty();
        assertThat(new NoticeTable(state).count()).isZero();
    }

    @Test
    void what_a_server_claimed_and_then_broke_off_is_told_when_the_claim_is_over() {
        notices.send(notice(Kind.UNSHARED));
        clock.forward(Duration.ofMinutes(2));
        assertThat(new NoticeTable(state)
                        .claim(
                                "other.example",
                                "a-server-that-is-gone",
                                clock.instant().toEpochMilli(),
                                clock.instant().plus(NoticeQueue.CLAIMED).toEpochMilli(),
                                10))
                .hasSize(1);

        later(NoticeQueue.CLAIMED.minusSeconds(1));
        assertThat(other.asked).isZero();
        later(Duration.ofSeconds(1));
        assertThat(other.heard).containsExactly(notice(Kind.UNSHARED));
        assertThat(new NoticeTable(state).count()).isZero();
    }

    @Test
    void no_secret_lies_on_the_disk_in_the_clear() throws IOException {
        notices.send(notice(Kind.UNSHARED));
        assertThat(new NoticeTable(state).count()).isEqualTo(1);
        state.close();

        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain(SECRET);
        }
    }
}
