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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What an office that keeps its connections sees of them. */
class ConnectionIT extends AtTheOffice {

    /** Sends head and body apart, as programs do, and reads the answer's head and body; its status. */
    private static int ask(Socket socket, BufferedReader in, String target, String lock, String body)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + target + " HTTP/1.1\r\nHost: "
                        + URI.create(site.weft.http()).getAuthority()
                        + "\r\nX-WOPI-Override: PUT\r\nX-WOPI-Lock: " + lock + "\r\nContent-Length: " + body.length()
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.flush();
        out.write(body.getBytes(StandardCharsets.UTF_8));
        out.flush();
        String status = in.readLine();
        assertThat(status).as("the connection was kept").isNotNull();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        assertThat(in.skip(length)).isEqualTo(length);
        return Integer.parseInt(status.split(" ", 3)[1]);
    }

    @Test
    void a_connection_goes_on_after_what_was_sent_was_refused() throws Exception {
        OpenedFile opened = file("kept.docx", "x");
        URI source = URI.create(opened.source());
        String target = source.getRawPath() + "/contents?access_token=";
        try (Socket socket = new Socket(source.getHost(), source.getPort());
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            socket.setSoTimeout(60_000);
            for (int i = 0; i < 20; i++) {
                assertThat(ask(socket, in, target + opened.token(), "none", "refused"))
                        .isEqualTo(409);
                assertThat(ask(socket, in, target + "wrong", "none", "y".repeat(100_000)))
                        .isEqualTo(401);
            }
        }
    }
}
