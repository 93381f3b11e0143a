/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.testing.Eventually.until;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.ocm.ScriptedPeer;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;

/** What a home tells of what other sites share: whoever asks waits for none of them, and sees what changes there all the same. */
@OverWire
class HomesAndOtherSitesTest {

    private static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer peer;

    private final AtomicInteger version = new AtomicInteger(1);

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("b"), "127.0.0.2");
        peer = SigningPeer.signing();
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        site.close();
    }

    private void received(String id) {
        assertThat(peer.say(site, "shares", peer.offer(site, id)).status()).isEqualTo(201);
        site.received(MARIE).stream()
                .filter(share ->
                        ((org.weft.spi.share.OcmIn) share.share()).remoteId().equals(id))
                .forEach(share -> new Inbox(site, MARIE).accept(share.share().id()));
    }

    private void told(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        ScriptedPeer.send(
                exchange,
                207,
                "application/xml; charset=utf-8",
                "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>"
                        + exchange.getRequestURI().getRawPath() + "</d:href><d:propstat><d:prop><d:resourcetype>"
                        + "<d:collection/></d:resourcetype><d:getetag>\"" + version + "\"</d:getetag></d:prop>"
                        + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>");
    }

    private String tag() throws IOException {
        String answer = site.ask("marie", "PROPFIND", "/remote.php/webdav/", "", "Depth", "0")
                .body();
        int begin = answer.indexOf("getetag>") + 8;
        return answer.substring(begin, answer.indexOf('<', begin));
    }

    @Test
    void a_change_at_another_site_is_seen_by_the_second_look_after_it() throws Exception {
        peer.server.at("/dav/7", this::told);
        received("7");
        String unseen = tag();
        until(() -> !tag().equals(unseen));
        String first = tag();
        version.set(2);
        assertThat(tag()).as("within half a minute nobody is asked again").isEqualTo(first);
        assertThat(peer.server.count("/dav/7")).isEqualTo(1);

        site.later(Duration.ofSeconds(31));
        tag();
        until(() -> !tag().equals(first));
        assertThat(peer.server.count("/dav/7")).isEqualTo(2);
    }

    @Test
    void while_a_site_is_silent_its_things_stay_what_they_were_and_once_it_says_so_they_are_gone() throws Exception {
        peer.server.at("/dav/7", this::told);
        received("7");
        String unseen = tag();
        until(() -> !tag().equals(unseen));
        String seen = tag();
        peer.server.at("/dav/7", 503, "{}");
        site.later(Duration.ofSeconds(31));
        tag();
        until(() -> peer.server.count("/dav/7") == 2);
        site.later(Duration.ofSeconds(31));
        assertThat(tag()).isEqualTo(seen);
        assertThat(peer.server.count("/dav/7"))
                .as("it is left alone for a minute")
                .isEqualTo(2);

        peer.server.at("/dav/7", 404, "{}");
        site.later(Duration.ofMinutes(2));
        tag();
        until(() -> !tag().equals(seen));
        assertThat(tag()).isEqualTo(unseen);
    }

    @Test
    void nobody_who_looks_at_a_home_waits_for_a_site_that_hangs() throws Exception {
        int many = 10;
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger answered = new AtomicInteger();
        for (int number = 0; number < many; number++) {
            peer.server.at("/dav/" + number, exchange -> {
                asked.countDown();
                try {
                    held.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
                answered.incrementAndGet();
                told(exchange);
            });
            received(String.valueOf(number));
        }
        tag();
        asked.await();
        for (int look = 0; look < 20; look++) {
            tag();
            assertThat(site.ask("marie", "PROPFIND", "/remote.php/webdav/", "", "Depth", "1")
                            .statusCode())
                    .isEqualTo(207);
        }
        assertThat(answered.get())
                .as("nothing was answered while homes were looked at")
                .isZero();
        held.countDown();
    }
}
