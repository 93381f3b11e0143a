/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.s3.fixture.S3Server;

/**
 * The packed server, killed (SIGKILL) again and again while people write: what was answered is there, whole, and what was
 * not is there whole or not at all. {@code -Dweft.kill.rounds=N} for more rounds of each storage, {@code -Dweft.kill.seed}
 * for others.
 */
class KilledIT {

    private static final int ROUNDS = Integer.getInteger("weft.kill.rounds", 5);
    private static final long SEED = Long.getLong("weft.kill.seed", 20_261_201L);
    private static final int WRITERS = 6;
    private static final int MOST_ANSWERS = 100;

    @TempDir
    Path folder = Path.of("");

    @Test
    void nothing_that_was_answered_is_lost_on_a_file_system() throws Exception {
        kill("--demo");
    }

    @Test
    void nothing_that_was_answered_is_lost_in_a_bucket() throws Exception {
        try (S3Server s3 = S3Server.start(Files.createDirectories(folder.resolve("s3")))) {
            s3.newBucket("killed");
            Path secret = Files.writeString(folder.resolve("secret"), S3Server.SECRET_KEY + "\n");
            Path config = Files.writeString(
                    folder.resolve("weft.toml"), """
                        [[storage]]
                        name = "home"
                        driver = "s3"
                        mount = "/home"
                        everyone = "none"
                        required = true
                        [storage.options]
                        endpoint = "%s"
                        bucket = "killed"
                        access-key = "%s"
                        secret-key = "file:%s"
                        """.formatted(s3.endpoint(), S3Server.ACCESS_KEY, secret));
            kill("--demo", "--config", config.toString());
        }
    }

    private void kill(String... arguments) throws Exception {
        Random random = new Random(SEED);
        AtomicLong answers = new AtomicLong();
        Path data = folder.resolve("data");
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer(client, "writer-" + i, random.nextLong(), answers));
            }
            for (int round = 0; round < ROUNDS; round++) {
                try (RunningWeft weft = RunningWeft.start(data, arguments)) {
                    for (Writer writer : writers) {
                        if (round == 0) {
                            writer.begin(weft.http());
                        } else {
                            writer.compare(weft.http());
                        }
                    }
                    List<Future<?>> work = new ArrayList<>();
                    for (Writer writer : writers) {
                        work.add(people.submit(() -> {
                            writer.work(weft.http());
                            return null;
                        }));
                    }
                    long last = answers.get() + 1 + random.nextInt(MOST_ANSWERS);
                    while (answers.get() < last) {
                        requireNoFailure(work);
                        Thread.sleep(1);
                    }
                    weft.kill();
                    for (Future<?> one : work) {
                        one.get();
                    }
                }
            }
            try (RunningWeft weft = RunningWeft.start(data, arguments)) {
                for (Writer writer : writers) {
                    writer.compare(weft.http());
                }
                requireClean(weft);
            }
        }
        System.out.println(ROUNDS + " kills, " + answers + " changes answered, none lost");
    }

    private static void requireNoFailure(List<Future<?>> work) throws ExecutionException, InterruptedException {
        for (Future<?> one : work) {
            if (one.isDone()) {
                one.get();
            }
        }
    }

    private void requireClean(RunningWeft weft) throws IOException, InterruptedException {
        Command check = Command.run(
                folder,
                RunningWeft.distribution().resolve("bin/weft").toString(),
                "storage",
                "check",
                "home",
                "--data",
                weft.data().toString());
        assertThat(check.exitCode()).as(check.output()).isZero();
    }
}
