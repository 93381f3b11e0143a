/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are no HTTP/2, at both ports: the log stays short, and in its form. */
class NonsenseIT {

    private static final int TIMES = 300;

    @TempDir
    Path folder = Path.of("");

    private static void send(URI port, byte[] bytes) {
        try (Socket socket = new Socket(port.getHost(), port.getPort())) {
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException ended) {
            assertThat(ended).isNotNull(); // by the server, which is its right
        }
    }

    private static byte[] after(byte[] preface, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(preface);
        byte[] frames = new byte[200];
        random.nextBytes(frames);
        frames[0] = 0; // a length that is allowed, so that more is read than the first frame
        frames[1] = 0;
        all.write(frames);
        return all.toByteArray();
    }

    @Test
    void frames_that_are_none_leave_a_few_short_lines() throws Exception {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] settled = Arrays.copyOf(preface, preface.length + 9); // an empty frame SETTINGS
        settled[preface.length + 3] = 4;
        Random random = new Random(12);
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            for (int i = 0; i < TIMES; i++) {
                byte[] begin = i % 3 == 0 ? new byte[0] : i % 3 == 1 ? preface : settled;
                send(URI.create("http://" + weft.grpc()), after(begin, random));
                send(URI.create(weft.http()), after(begin, random));
            }
            assertThat(weft.log().lines()).hasSizeLessThan(40);
            assertThat(weft.log()).doesNotContain("\tat ").hasSizeLessThan(20_000);
        }
    }
}
