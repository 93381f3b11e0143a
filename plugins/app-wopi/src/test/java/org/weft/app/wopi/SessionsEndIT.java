/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an office still may do for people who sign out, or are shut out, while they have files open in it. */
class SessionsEndIT extends AtTheOffice {

    private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");

    /** What a browser sends, which has a cookie and no password. */
    private static HttpResponse<String> browse(
            HttpClient client, String method, String path, String form, String cookie)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.weft.http() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(form));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static void signInAndOut(String user, String password) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> in = browse(client, "POST", "/signin", "user=" + user + "&password=" + password, "");
            String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            Matcher ticket =
                    TICKET.matcher(browse(client, "GET", "/account", "", cookie).body());
            assertThat(ticket.find()).isTrue();
            assertThat(browse(client, "POST", "/signout", "ticket=" + ticket.group(1), cookie)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static int told(OpenedFile file) throws IOException, InterruptedException {
        return site.ask(file).send().status();
    }

    @Test
    void whoever_signs_out_in_the_browser_is_out_of_the_office() throws Exception {
        site.put("/mine/out.docx", "text");
        OpenedFile hers = site.open("anna", "/mine/out.docx", "write");
        OpenedFile his = site.open("ben", "/mine/out.docx", "write");
        assertThat(told(hers)).isEqualTo(200);

        signInAndOut("anna", "sesame");

        assertThat(told(hers)).isEqualTo(401);
        assertThat(site.contents(hers).send().status()).isEqualTo(401);
        assertThat(site.contents(hers).post("PUT").body("late").send().status()).isEqualTo(401);
        assertThat(told(his)).isEqualTo(200);
        assertThat(told(site.open("anna", "/mine/out.docx", "write")))
                .as("what is opened anew works")
                .isEqualTo(200);
    }

    /** An office whose body is held back until the session is over, which the host let in and asked for it. */
    private static int heldBack(OpenedFile file, String lock, Ending ending) throws Exception {
        URI source = URI.create(file.source() + "/contents?access_token=" + file.token());
        try (Socket socket = new Socket(source.getHost(), source.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + source.getRawPath() + '?' + source.getRawQuery() + " HTTP/1.1\r\nHost: "
                            + source.getAuthority() + "\r\nX-WOPI-Override: PUT\r\nX-WOPI-Lock: " + lock
                            + "\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 100");
            assertThat(in.readLine()).isEmpty();
            ending.come();
            out.write("late".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return Integer.parseInt(in.readLine().split(" ", 3)[1]);
        }
    }

    /** Ends a session. */
    @FunctionalInterface
    private interface Ending {
        void come() throws Exception;
    }

    @Test
    void what_was_being_saved_when_the_session_ended_is_not_written() throws Exception {
        site.put("/mine/held.docx", "text");
        OpenedFile hers = site.open("anna", "/mine/held.docx", "write");
        assertThat(site.ask(hers).post("LOCK").lock("L").send().status()).isEqualTo(200);

        assertThat(heldBack(hers, "L", () -> signInAndOut("anna", "sesame"))).isEqualTo(401);

        assertThat(site.read("/mine/held.docx")).isEqualTo("text");
        OpenedFile his = site.open("ben", "/mine/held.docx", "write");
        assertThat(heldBack(his, "L", () -> {})).as("of whoever stays").isEqualTo(200);
        assertThat(site.read("/mine/held.docx")).isEqualTo("late");
    }

    @Test
    void whoever_is_shut_out_is_out_of_the_office() throws Exception {
        site.put("/mine/shut.docx", "text");
        OpenedFile hers = site.open("anna", "/mine/shut.docx", "write");
        OpenedFile his = site.open("ben", "/mine/shut.docx", "write");
        assertThat(told(his)).isEqualTo(200);

        Files.writeString(site.weft.data().resolve("blocked"), "ben # left\n");
        try {
            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            while (told(his) == 200 && Instant.now().isBefore(end)) {
                Thread.sleep(100);
            }

            assertThat(told(his)).isEqualTo(401);
            assertThat(site.contents(his).post("PUT").body("late").send().status())
                    .isEqualTo(401);
            assertThat(site.tryOpen("ben", "/mine/shut.docx", "read").statusCode())
                    .isEqualTo(403);
            assertThat(told(hers)).isEqualTo(200);
        } finally {
            Files.delete(site.weft.data().resolve("blocked"));
        }
    }
}
