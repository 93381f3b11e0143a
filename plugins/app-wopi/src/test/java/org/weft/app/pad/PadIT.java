/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weft.app.wopi.People;
import org.weft.testkit.server.WeftServer;

/** Text files that are edited in pads, and come back. */
class PadIT {

    private static PadServer etherpad;
    private static WeftServer weft;
    private static People people;

    @BeforeAll
    static void start() throws Exception {
        etherpad = new PadServer();
        weft = WeftServer.site()
                .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                .config("""
                        [[storage]]
                        name = "mine"
                        driver = "memory"
                        mount = "/mine"
                        everyone = "write"

                        [[app]]
                        name = "pad"
                        driver = "etherpad"
                        options = { url = "%1$s", api-key = "%2$s", save = "5s", idle = "5s" }

                        [[app]]
                        name = "stranger"
                        driver = "etherpad"
                        options = { url = "%1$s", api-key = "wrong", name = "Stranger" }
                        """.formatted(etherpad.url(), PadServer.KEY))
                .start();
        people = new People(weft.http());
        until("it is offered", () -> list().contains("Etherpad"));
    }

    @AfterAll
    static void stop() throws Exception {
        people.close();
        weft.close();
        etherpad.close();
    }

    private static String list() throws Exception {
        return people.ask("anna", "GET", "/app/list", "").body();
    }

    private static void until(String what, Callable<Boolean> holds) throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!holds.call()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(100);
        }
    }

    private static URI open(String user, String path, String mode) throws Exception {
        HttpResponse<String> answer = people.open(user, path, mode);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return URI.create(JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .get("app_url")
                .getAsString());
    }

    private static String pad(URI url) {
        return url.getPath().substring("/p/".length());
    }

    private static int overwrite(String path, String text) throws Exception {
        return people.ask("anna", "PUT", "/dav/tree" + path, text).statusCode();
    }

    @Test
    void what_is_typed_comes_into_the_file_and_the_pad_goes_when_nobody_is_there() throws Exception {
        people.put("/mine/notes.md", "# Notes\n");

        URI url = open("anna", "/mine/notes.md", "write");
        String pad = pad(url);
        assertThat(url.toString()).startsWith(etherpad.url() + "/p/weft-").contains("userName=");
        assertThat(etherpad.pads).containsEntry(pad, "# Notes\n\n");
        etherpad.type(pad, "# Notes\nof anna\n");

        assertThat(overwrite("/mine/notes.md", "x")).as("it is locked").isEqualTo(423);
        until("it is saved", () -> people.read("/mine/notes.md").equals("# Notes\nof anna\n"));
        assertThat(etherpad.pads).containsKey(pad);
        etherpad.pads.put(pad, "# Notes\nlast words\n\n");
        etherpad.users.put(pad, 0);
        until("the pad is closed", () -> !etherpad.pads.containsKey(pad));
        assertThat(people.read("/mine/notes.md")).isEqualTo("# Notes\nlast words\n");
        assertThat(overwrite("/mine/notes.md", "free again")).isEqualTo(204);
        assertThat(pad(open("anna", "/mine/notes.md", "write")))
                .as("who knew the pad does not know the next one")
                .isNotEqualTo(pad);
    }

    @Test
    void who_edits_a_file_comes_to_one_pad_and_who_reads_can_not_type() throws Exception {
        people.put("/mine/together.txt", "text");

        String pad = pad(open("anna", "/mine/together.txt", "write"));
        etherpad.type(pad, "by both");

        assertThat(pad(open("ben", "/mine/together.txt", "write"))).isEqualTo(pad);
        assertThat(pad(open("ben", "/mine/together.txt", "read"))).startsWith("r.");
        until("it is saved", () -> people.read("/mine/together.txt").equals("by both"));
    }

    @Test
    void a_file_that_nobody_touches_is_not_written() throws Exception {
        people.put("/mine/tabs.txt", "a\tb\r\nc");
        String before = people.ask("anna", "HEAD", "/dav/tree/mine/tabs.txt", "")
                .headers()
                .firstValue("ETag")
                .orElseThrow();

        String pad = pad(open("anna", "/mine/tabs.txt", "write"));
        until("the pad is closed", () -> !etherpad.pads.containsKey(pad));

        assertThat(people.ask("anna", "HEAD", "/dav/tree/mine/tabs.txt", "")
                        .headers()
                        .firstValue("ETag"))
                .hasValue(before);
    }

    @Test
    void what_is_typed_after_somebody_took_the_lock_away_lies_beside() throws Exception {
        people.put("/mine/taken.txt", "first");
        String pad = pad(open("anna", "/mine/taken.txt", "write"));
        String told = people.ask(
                        "anna",
                        "PROPFIND",
                        "/dav/tree/mine/taken.txt",
                        "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:lockdiscovery/></d:prop></d:propfind>",
                        "Depth",
                        "0")
                .body();
        assertThat(told).contains("locktoken");
        String lock = told.replaceAll("(?s).*<d:locktoken><d:href>([^<]*)</d:href>.*", "$1");
        assertThat(told).as("who sees the lock does not know the pad").doesNotContain(pad);
        assertThat(people.ask("anna", "UNLOCK", "/dav/tree/mine/taken.txt", "", "Lock-Token", '<' + lock + '>')
                        .statusCode())
                .isEqualTo(204);
        assertThat(overwrite("/mine/taken.txt", "by a desktop")).isEqualTo(204);

        etherpad.type(pad, "in the pad");

        until(
                "it lies beside",
                () -> people.read("/mine/taken (pad).txt".replace(" ", "%20")).equals("in the pad"));
        assertThat(people.read("/mine/taken.txt")).isEqualTo("by a desktop");
        until("the pad is closed", () -> !etherpad.pads.containsKey(pad));
    }

    @Test
    void what_is_no_text_or_too_long_is_not_opened() throws Exception {
        people.put("/mine/zero.txt", "a\u0000b");
        people.put("/mine/long.txt", "x".repeat(99_001));
        people.put("/mine/fits.txt", "x".repeat(98_000));

        assertThat(people.open("anna", "/mine/zero.txt", "write").statusCode()).isEqualTo(501);
        assertThat(people.open("anna", "/mine/long.txt", "write").statusCode()).isEqualTo(501);
        assertThat(overwrite("/mine/long.txt", "short")).as("it is not locked").isEqualTo(204);
        assertThat(people.open("anna", "/mine/fits.txt", "write").statusCode()).isEqualTo(200);
    }

    @Test
    void an_etherpad_that_refuses_the_key_is_not_offered() throws Exception {
        assertThat(list()).contains("Etherpad").doesNotContain("Stranger");
    }

    @Test
    void a_file_that_is_deleted_takes_its_pad_along() throws Exception {
        people.put("/mine/gone.txt", "text");
        String pad = pad(open("anna", "/mine/gone.txt", "read"));

        assertThat(people.ask("anna", "DELETE", "/dav/tree/mine/gone.txt", "").statusCode())
                .isEqualTo(204);

        assertThat(pad).startsWith("r.");
        until("no pad of it is left", () -> etherpad.pads.values().stream().noneMatch("text\n"::equals));
    }
}
