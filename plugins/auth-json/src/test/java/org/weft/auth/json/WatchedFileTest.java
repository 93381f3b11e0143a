/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatchedFileTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger reads = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(WatchedFile.class);
    }

    private WatchedFile<Users> watch(Path file) throws IOException {
        WatchedFile<Users> watched = new WatchedFile<>(
                file,
                (name, in) -> {
                    reads.incrementAndGet();
                    return UsersReader.read(name, in);
                },
                clock);
        watched.start();
        return watched;
    }

    private Path write(Instant modified, String... usernames) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String username : usernames) {
            rows.add(TestFiles.account(username, "secret"));
        }
        return writeText(modified, "[\n" + String.join(",\n", rows) + "\n]\n");
    }

    private Path writeText(Instant modified, String text) throws IOException {
        Path file = folder.resolve("users.json");
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        return file;
    }

    private static List<String> names(WatchedFile<Users> watched) {
        return watched.current().accounts().stream()
                .map(account -> account.user().username())
                .toList();
    }

    @Test
    void a_change_is_seen_a_second_later_and_not_looked_for_before() throws IOException {
        WatchedFile<Users> watched = watch(write(LONG_AGO, "a"));
        write(LONG_AGO.plusSeconds(1), "a", "b");

        clock.advance(Duration.ofMillis(999));
        assertThat(names(watched)).containsExactly("a");
        clock.advance(Duration.ofMillis(1));
        assertThat(names(watched)).containsExactly("a", "b");
    }

    @Test
    void a_file_that_did_not_change_is_not_read_again() throws IOException {
        WatchedFile<Users> watched = watch(write(LONG_AGO, "a"));

        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(1));
            watched.current();
        }

        assertThat(reads).hasValue(1);
    }

    @Test
    void a_second_change_within_one_tick_of_the_files_clock_is_seen() throws IOException {
        Instant tick = clock.instant();
        WatchedFile<Users> watched = watch(write(tick, "a"));
        write(tick, "b");

        clock.advance(Duration.ofSeconds(1));
        assertThat(names(watched)).containsExactly("b");
    }

    @Test
    void a_file_put_in_its_place_with_the_same_time_and_size_is_seen() throws IOException {
        Path file = write(LONG_AGO, "a");
        WatchedFile<Users> watched = watch(file);
        Path other = folder.resolve("other");
        Files.writeString(other, Files.readString(file).replace("\"a\"", "\"b\""));
        Files.setLastModifiedTime(other, FileTime.from(LONG_AGO));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        clock.advance(Duration.ofSeconds(1));
        assertThat(names(watched)).containsExactly("b");
    }

    @Test
    void a_broken_file_leaves_the_old_accounts_and_is_told_once_with_its_line() throws IOException {
        WatchedFile<Users> watched = watch(write(LONG_AGO, "a"));
        writeText(LONG_AGO.plusSeconds(1), "[\n" + TestFiles.account("a", "x") + ",\n{\"username\": 1}\n]");

        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(names(watched)).containsExactly("a");
        }

        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getFormattedMessage())
                .contains("users.json:3: \"id.opaque_id\" is missing or empty");
        assertThat(watched.health().isUp()).isTrue();
        assertThat(watched.health().detail()).contains("users.json:3");
    }

    @Test
    void a_mended_file_is_read() throws IOException {
        WatchedFile<Users> watched = watch(write(LONG_AGO, "a"));
        writeText(LONG_AGO.plusSeconds(1), "[");
        clock.advance(Duration.ofSeconds(1));
        watched.current();
        write(LONG_AGO.plusSeconds(2), "b");

        clock.advance(Duration.ofSeconds(1));
        assertThat(names(watched)).containsExactly("b");
        assertThat(watched.health().detail()).isEmpty();
    }

    @Test
    void a_file_that_vanished_leaves_the_old_accounts() throws IOException {
        Path file = write(LONG_AGO, "a");
        WatchedFile<Users> watched = watch(file);
        Files.delete(file);

        clock.advance(Duration.ofSeconds(1));
        assertThat(names(watched)).containsExactly("a");
    }

    @Test
    void a_start_with_a_missing_or_broken_file_says_what_to_do() throws IOException {
        assertThatThrownBy(() -> watch(folder.resolve("none.json")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "none.json can't be used: it does not exist; add the first account with: weft users add");

        Path broken = writeText(LONG_AGO, "[\n\n{}]");
        assertThatThrownBy(() -> watch(broken)).hasMessageContaining("users.json:3: \"id.opaque_id\" is missing");

        Files.write(broken, new byte[] {'[', (byte) 0xff, ']'});
        assertThatThrownBy(() -> watch(broken)).hasMessageContaining("it is not UTF-8");
    }

    @Test
    void readers_see_whole_snapshots_while_the_file_is_rewritten() throws Exception {
        Path file = write(LONG_AGO, "a", "b");
        WatchedFile<Users> watched = watch(file);
        AtomicBoolean writing = new AtomicBoolean(true);
        Callable<Integer> reading = () -> {
            int odd = 0;
            while (writing.get()) {
                int size = watched.current().accounts().size();
                odd += size == 2 || size == 4 ? 0 : 1;
            }
            return odd;
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> readers = List.of(threads.submit(reading), threads.submit(reading));
            for (int i = 1; i <= 200; i++) {
                // In place, so that readers meet empty and half files too.
                write(
                        LONG_AGO.plusSeconds(i),
                        i % 2 == 0 ? new String[] {"a", "b"} : new String[] {"a", "b", "c", "d"});
                clock.advance(Duration.ofSeconds(1));
                int seen = reads.get();
                for (int spin = 0; spin < 1000 && reads.get() == seen; spin++) {
                    Thread.onSpinWait();
                }
            }
            writing.set(false);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isZero();
            }
        }
        clock.advance(Duration.ofSeconds(1));
        assertThat(names(watched)).containsExactly("a", "b");
    }
}
