/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who changes the files of a folder of one's own, one request after the other, and remembers what was answered. A
 * server that is killed may have done the last request or not; all others count.
 */
final class Writer {

    private static final int FILES = 5;
    private static final int LARGEST = 200_000;

    private final HttpClient client;
    private final String folder;
    private final Random random;
    private final AtomicLong answers;
    private int last;
    private int uploads;

    /** The number of what each file holds, as the answers have it. */
    private Map<String, Integer> known = new TreeMap<>();

    /** What they hold if the request without an answer was done. */
    private Map<String, Integer> perhaps = known;

    private String base = "";

    /** The upload in chunks that is under way, or none. */
    private String upload = "";

    /** @param answers counts the changes that were answered */
    Writer(HttpClient client, String folder, long seed, AtomicLong answers) {
        this.client = client;
        this.folder = folder;
        this.random = new Random(seed);
        this.answers = answers;
    }

    /** Makes the folder. */
    void begin(String http) throws IOException, InterruptedException {
        base = http;
        require(201, send("MKCOL", files(""), new byte[0]));
    }

    /** Changes files until the server answers no more. */
    void work(String http) throws InterruptedException {
        base = http;
        try {
            while (true) {
                step();
                known = perhaps;
                answers.incrementAndGet();
            }
        } catch (IOException gone) {
            // It was killed: what was asked for last may be done or not.
        }
    }

    private void step() throws IOException, InterruptedException {
        String name = "file-" + random.nextInt(FILES);
        boolean there = known.containsKey(name);
        switch (random.nextInt(there ? 6 : 2)) {
            case 0, 2 -> put(name);
            case 1 -> putInChunks(name);
            case 3 -> {
                expect(name, 0);
                require(204, send("DELETE", files(name), new byte[0]));
            }
            case 4 -> transfer("MOVE", name);
            default -> transfer("COPY", name);
        }
    }

    private void put(String name) throws IOException, InterruptedException {
        expect(name, ++last);
        require(known.containsKey(name) ? 204 : 201, send("PUT", files(name), content(last)));
    }

    private void putInChunks(String name) throws IOException, InterruptedException {
        byte[] content = content(last + 1);
        upload = "/remote.php/dav/uploads/einstein/" + folder + "-" + ++uploads;
        int half = content.length / 2;
        perhaps = known;
        require(201, send("MKCOL", upload, new byte[0]));
        require(201, send("PUT", upload + "/1", Arrays.copyOf(content, half)));
        require(201, send("PUT", upload + "/2", Arrays.copyOfRange(content, half, content.length)));
        expect(name, ++last);
        require(
                known.containsKey(name) ? 204 : 201,
                send("MOVE", upload + "/.file", new byte[0], "Destination", base + files(name)));
        upload = "";
    }

    /** A person may have so many uploads under way, and each kill may leave one. */
    private void abandonUpload() throws IOException, InterruptedException {
        if (!upload.isEmpty()) {
            int status = send("DELETE", upload, new byte[0]).statusCode();
            if (status != 204 && status != 404) {
                throw new AssertionError("DELETE of " + upload + " was answered " + status);
            }
            upload = "";
        }
    }

    private void transfer(String method, String name) throws IOException, InterruptedException {
        String target = "file-" + random.nextInt(FILES);
        if (target.equals(name)) {
            put(name);
            return;
        }
        int number = known.getOrDefault(name, 0);
        expect(target, number);
        if (method.equals("MOVE")) {
            perhaps.remove(name);
        }
        require(
                known.containsKey(target) ? 204 : 201,
                send(method, files(name), new byte[0], "Destination", base + files(target)));
    }

    private void expect(String name, int number) {
        perhaps = new TreeMap<>(known);
        if (number == 0) {
            perhaps.remove(name);
        } else {
            perhaps.put(name, number);
        }
    }

    /**
     * Compares the files with the answers.
     *
     * @throws AssertionError when a change that was answered is lost, or one without an answer is done in part
     */
    void compare(String http) throws IOException, InterruptedException {
        base = http;
        Map<String, Integer> found = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            String name = "file-" + i;
            HttpResponse<byte[]> answer = send("GET", files(name), new byte[0]);
            if (answer.statusCode() != 404) {
                require(200, answer);
                found.put(name, number(name, answer.body()));
            }
        }
        if (!found.equals(known) && !found.equals(perhaps)) {
            throw new AssertionError(
                    folder + " holds " + found + " and was answered " + known + ", or " + perhaps + " with the last");
        }
        known = found;
        perhaps = found;
        abandonUpload();
    }

    private int number(String name, byte[] content) {
        String text = new String(content, 0, Math.min(content.length, 12), StandardCharsets.US_ASCII);
        int number = Integer.parseInt(text.substring(0, text.indexOf(' ')));
        if (!Arrays.equals(content, content(number))) {
            throw new AssertionError(folder + "/" + name + " is torn: it begins like " + number);
        }
        return number;
    }

    private byte[] content(int number) {
        Random bytes = new Random(number * 31L + folder.hashCode());
        byte[] head = (number + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] content = new byte[head.length + bytes.nextInt(LARGEST)];
        bytes.nextBytes(content);
        System.arraycopy(head, 0, content, 0, head.length);
        return content;
    }

    private String files(String name) {
        return "/remote.php/dav/files/einstein/" + folder + (name.isEmpty() ? "" : "/" + name);
    }

    private static void require(int status, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != status) {
            throw new AssertionError(answer.request().method() + " " + answer.uri() + " was answered "
                    + answer.statusCode() + " instead of " + status + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("einstein:relativity".getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
