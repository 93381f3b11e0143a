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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * People who write, read and list all the time, each in a folder of one's own, and notice every answer that is not right:
 * a wrong status, or another content than was written.
 */
final class Load implements AutoCloseable {

    private static final int PEOPLE = 4;
    private static final int FILES = 5;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong rounds = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final String base;
    private final String authorization;
    private volatile boolean stopped;

    private Load(String base, String user) {
        this.base = base;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    static Load of(String base, String user) {
        Load load = new Load(base, user);
        for (int i = 0; i < PEOPLE; i++) {
            String folder = "load-" + i + "/";
            load.threads.add(Thread.ofPlatform().name(folder).start(() -> load.work(folder)));
        }
        return load;
    }

    private void work(String folder) {
        send("MKCOL", folder, "", 201);
        for (int round = 0; !stopped; round++) {
            String file = folder + "file-" + round % FILES + ".txt";
            String content = folder + round + "-".repeat(round % 2000);
            send("PUT", file, content, round < FILES ? 201 : 204);
            String read = send("GET", file, "", 200);
            if (!read.equals(content)) {
                failures.add("GET " + file + " has another content than was written");
            }
            if (!send("PROPFIND", folder, "", 207).contains("file-" + round % FILES)) {
                failures.add("PROPFIND " + folder + " lacks " + file);
            }
            rounds.incrementAndGet();
        }
    }

    private String send(String method, String path, String body, int status) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", authorization)
                .header("Depth", "1")
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            requests.incrementAndGet();
            if (answer.statusCode() != status) {
                failures.add(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException broken) {
            failures.add(method + " " + path + ": " + broken);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    /** Waits until so many more rounds are over, so that every swap meets some load. */
    void awaitRounds(int more) throws InterruptedException {
        long target = rounds.get() + more;
        while (rounds.get() < target) {
            if (threads.stream().noneMatch(Thread::isAlive)) {
                throw new AssertionError("nobody works any more: " + failures);
            }
            Thread.sleep(5);
        }
    }

    long requests() {
        return requests.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        client.close();
    }
}
