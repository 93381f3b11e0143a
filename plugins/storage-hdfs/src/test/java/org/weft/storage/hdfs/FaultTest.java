/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.SafeModeAction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Node;
import org.weft.testkit.storage.StorageBench;

/** HDFS in trouble: the caller is told to come again, one line is logged, and all goes on by itself. */
@Tag("process")
class FaultTest {

    private static MiniHdfs hdfs;

    @TempDir
    private Path tmp;

    private StorageBench bench;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** A cluster of this class's own, because it is stopped and started. */
    @BeforeAll
    static void startCluster(@TempDir Path folder) throws IOException {
        hdfs = MiniHdfs.start(folder.resolve("hdfs"));
    }

    @AfterAll
    static void stopCluster() {
        hdfs.stop();
    }

    @BeforeEach
    void open() throws IOException {
        HdfsConfig config = new Options(hdfs.config(MiniHdfs.rootOf(tmp)))
                .timeout(Duration.ofSeconds(5))
                .config();
        bench = Benches.with(tmp, config);
        log.start();
        ((Logger) LoggerFactory.getLogger("org.weft.storage.hdfs")).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger("org.weft.storage.hdfs")).detachAppender(log);
        bench.close();
    }

    private List<String> logged() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .map(ILoggingEvent::getMessage)
                .toList();
    }

    @Test
    void in_safe_mode_everything_is_readable_and_changes_are_put_off() throws IOException {
        bench.folder("/f");
        Node before = bench.put("/f/a", "old");
        hdfs.files().setSafeMode(SafeModeAction.ENTER);
        try {
            assertThatThrownBy(() -> bench.put("/f/a", "new")).isInstanceOfSatisfying(Unavailable.class, e -> {
                assertThat(e.text()).contains("safe mode");
                assertThat(e.retryAfter()).contains(Duration.ofSeconds(30));
            });
            assertThatThrownBy(() -> bench.folder("/g")).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> bench.delete("/f/a")).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> bench.move("/f/a", "/b")).isInstanceOf(Unavailable.class);
            assertThat(bench.read("/f/a")).isEqualTo("old");
            assertThat(bench.stat("/f/a")).hasToString(before.toString());
            bench.restart();
            assertThat(bench.names("/f")).containsExactly("a");
        } finally {
            hdfs.files().setSafeMode(SafeModeAction.LEAVE);
        }
        assertThat(bench.put("/f/a", "new").id()).isEqualTo(before.id());
        assertThat(bench.read("/f/a")).isEqualTo("new");
    }

    @Test
    void without_a_name_node_callers_are_told_to_come_again_and_its_return_is_enough() throws IOException {
        Node before = bench.put("/a", "old");
        hdfs.cluster().shutdownNameNode(0);
        try {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> bench.put("/a", "new")).isInstanceOf(Unavailable.class);
                assertThatThrownBy(() -> bench.read("/a")).isInstanceOf(Unavailable.class);
                assertThatThrownBy(() -> bench.list("/")).isInstanceOfSatisfying(Unavailable.class, e -> {
                    assertThat(e.retryAfter()).isPresent();
                    assertThat(e.text()).doesNotContain("\n", "java.", "localhost");
                });
            }
            assertThat(bench.driver().health().isUp()).isFalse();
            assertThat(logged()).containsExactly("hdfs-unavailable");
        } finally {
            hdfs.cluster().restartNameNode(true);
        }
        assertThat(bench.stat("/a")).hasToString(before.toString());
        assertThat(bench.put("/a", "new").id()).isEqualTo(before.id());
        assertThat(bench.driver().health().isUp()).isTrue();
        assertThat(logged()).containsExactly("hdfs-unavailable", "hdfs-available-again");
    }

    @Test
    void without_a_data_node_nothing_is_stored_and_nothing_is_lost() throws Exception {
        Node before = bench.put("/a", "old");
        var stopped = hdfs.cluster().stopDataNode(0);
        try {
            assertThatThrownBy(() -> bench.put("/a", "new")).isInstanceOf(Unavailable.class);
            assertThat(bench.stat("/a")).hasToString(before.toString());
        } finally {
            hdfs.cluster().restartDataNode(stopped, true);
            hdfs.cluster().waitActive();
        }
        assertThat(Benches.eventually("old", () -> {
                    try {
                        return bench.read("/a");
                    } catch (IOException | UncheckedIOException | Unavailable notYet) {
                        return notYet.toString();
                    }
                }))
                .isEqualTo("old");
    }

    @Test
    void a_start_without_hdfs_says_what_is_missing() {
        HdfsConfig nowhere = new HdfsConfig(
                Optional.of(URI.create("hdfs://127.0.0.1:9")),
                "/weft",
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                List.of("SHA1", "MD5", "ADLER32"),
                MakeRoom.TRASH);
        assertThatThrownBy(() -> Benches.with(tmp.resolve("nowhere"), nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:9")
                .hasMessageContaining("/weft");
    }

    @Test
    void a_quota_of_hdfs_is_told_as_such() throws IOException {
        bench.folder("/f");
        String root = MiniHdfs.rootOf(tmp);
        hdfs.files().setQuota(new org.apache.hadoop.fs.Path(root + "/f"), 2, Long.MAX_VALUE);
        bench.put("/f/a", "1");
        assertThatThrownBy(() -> bench.put("/f/b", "2")).isInstanceOf(NoSpace.class);
        assertThat(bench.names("/f")).containsExactly("a");
    }
}
