/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** Writers that are all in the middle of their bodies when something changes. */
@OverWire
class RacesTest {

    private static final int WRITERS = 100;
    private static final String F = DemandsSite.HOME + "f";
    private static final String EXCLUSIVE = "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope>"
            + "<d:locktype><d:write/></d:locktype></d:lockinfo>";

    @TempDir
    Path directory;

    private final AtomicInteger begun = new AtomicInteger();
    private DemandsSite served;

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(directory);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void countPuts() {
        begun.set(0);
        served.homes.at("put", begun::incrementAndGet);
    }

    /** Lets all writers send half their bodies, then all the other half; tells the statuses. */
    private List<Integer> race(String condition) throws Exception {
        countPuts();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                String half = String.format("%02d", i);
                answers.add(threads.submit(() -> {
                    try (RawHttpClient wire = served.wire()) {
                        wire.send(DemandsSite.head("einstein", "PUT", F, condition, "Content-Length: 4"))
                                .send(half);
                        go.await();
                        return wire.send(half).answer().status();
                    }
                }));
            }
            Await.holds("all writers are in their bodies", () -> begun.get() == WRITERS);
            go.countDown();
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        return statuses;
    }

    private static List<Integer> oneOf(int status) {
        List<Integer> statuses = new ArrayList<>(Collections.nCopies(WRITERS - 1, 412));
        statuses.add(status);
        return statuses;
    }

    @Test
    void of_a_hundred_that_replace_the_same_version_one_wins() throws Exception {
        String etag = served.put(F, "old");
        assertThat(race("If-Match: " + etag)).containsExactlyInAnyOrderElementsOf(oneOf(204));
        String content = served.get(F);
        assertThat(content.substring(0, 2)).isEqualTo(content.substring(2));
    }

    @Test
    void of_a_hundred_that_create_the_same_file_one_wins() throws Exception {
        assertThat(race("If-None-Match: *")).containsExactlyInAnyOrderElementsOf(oneOf(201));
    }

    @Test
    void a_hundred_that_name_no_version_all_win_and_no_two_are_mixed() throws Exception {
        served.put(F, "old");
        assertThat(race("X-Nothing: x")).containsOnly(204);
        String content = served.get(F);
        assertThat(content).hasSize(4);
        assertThat(content.substring(0, 2)).isEqualTo(content.substring(2));
    }

    private Answer putWhile(Step meanwhile, String... headers) throws IOException {
        countPuts();
        String[] all = new String[headers.length + 1];
        all[0] = "Content-Length: 6";
        System.arraycopy(headers, 0, all, 1, headers.length);
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", F, all)).send("new");
            Await.holds("the upload has begun", () -> begun.get() == 1);
            meanwhile.run();
            return wire.send("new").answer();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private String lock() throws IOException {
        Answer answer = served.askWith(EXCLUSIVE, "LOCK", F);
        assertThat(answer.status()).isIn(200, 201);
        return answer.header("Lock-Token");
    }

    @Test
    void a_lock_that_is_set_during_an_upload_keeps_it_out() throws IOException {
        served.put(F, "old");
        String before = served.state(F);
        Refusal.with(423, putWhile(this::lock));
        assertThat(served.state(F)).isEqualTo(before);
    }

    @Test
    void a_lock_on_a_name_that_is_being_created_keeps_it_out() throws IOException {
        Refusal.with(423, putWhile(this::lock));
        assertThat(served.get(F)).isEmpty();
    }

    @Test
    void a_lock_that_is_given_back_during_an_upload_no_longer_covers_it() throws IOException {
        served.put(F, "old");
        String token = lock();
        String before = served.state(F);
        Answer answer = putWhile(
                () -> assertThat(served.ask("UNLOCK", F, "Lock-Token: " + token).status())
                        .isEqualTo(204),
                "If: (" + token + ")");
        Refusal.with(412, answer);
        assertThat(served.state(F)).isEqualTo(before);
    }

    @Test
    void a_file_that_is_deleted_during_an_upload_no_longer_matches() throws IOException {
        String etag = served.put(F, "old");
        Answer answer =
                putWhile(() -> assertThat(served.ask("DELETE", F).status()).isEqualTo(204), "If-Match: " + etag);
        Refusal.with(412, answer);
        assertThat(served.ask("HEAD", F).status()).isEqualTo(404);
    }
}
