/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.Space;
import org.weft.testkit.storage.StorageBench;

/** Each personal space has a quota of its own, and so has all the rest. */
class QuotaTest {

    @TempDir
    private Path tmp;

    private StorageBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = BenchOf.withQuota(tmp, 1000);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private String home(String user) throws IOException {
        Space home = bench.driver().spaces().orElseThrow().home(StorageBench.caller(user));
        return "/" + home.path();
    }

    @Test
    void a_known_length_is_refused_before_it_is_read() throws IOException {
        PutSpec simple = PutSpec.simple();
        PutSpec announced = new PutSpec(
                OptionalLong.of(1001),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                simple.onConflict(),
                simple.digests(),
                simple.mediaType());
        InputStream untouchable = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("the body was read");
            }
        };
        assertThatThrownBy(() -> bench.driver().put(bench.anna(), StorageBench.at("/a"), announced, untouchable))
                .isInstanceOf(NoSpace.class);
    }

    @Test
    void an_unknown_length_is_refused_at_commit_and_the_old_content_stays() throws IOException {
        bench.put("/a", "x".repeat(900));
        String before = bench.picture("/");
        assertThatThrownBy(() -> bench.put("/b", "x".repeat(101))).isInstanceOf(NoSpace.class);
        assertThatThrownBy(() -> bench.put("/a", "x".repeat(1001))).isInstanceOf(NoSpace.class);
        assertThat(bench.picture("/")).isEqualTo(before);
        bench.put("/a", "x".repeat(1000));
        bench.put("/a", "y".repeat(1000));
        bench.put("/empty", "");
    }

    @Test
    void spaces_do_not_share_it() throws IOException {
        bench.put(home("anna") + "/a", "x".repeat(1000));
        bench.put(home("ben") + "/a", "x".repeat(600));
        bench.put("/a", "x".repeat(1000));
        assertThatThrownBy(() -> bench.put(home("anna") + "/b", "x")).isInstanceOf(NoSpace.class);
        assertThatThrownBy(() -> bench.move(home("anna") + "/a", home("ben") + "/b"))
                .isInstanceOf(NoSpace.class);
        Quota ben = bench.driver().quota(bench.anna(), StorageBench.at(home("ben") + "/a"));
        assertThat(ben.total()).hasValue(1000);
        assertThat(ben.used()).hasValue(600);
        assertThat(ben.remaining()).hasValue(400);
        bench.delete(home("anna") + "/a");
        bench.put(home("anna") + "/b", "x".repeat(1000));
    }

    @Test
    void many_writers_cannot_pass_it_together() throws InterruptedException, IOException {
        AtomicInteger stored = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String path = "/" + i;
                executor.execute(() -> {
                    try {
                        bench.put(path, "x".repeat(100));
                        stored.incrementAndGet();
                    } catch (NoSpace full) {
                        refused.incrementAndGet();
                    } catch (IOException failure) {
                        throw new IllegalStateException(failure);
                    }
                });
            }
        }
        assertThat(stored.get() + refused.get()).isEqualTo(50);
        assertThat(stored.get()).isLessThanOrEqualTo(10).isPositive();
        assertThat(bench.stat("/").size()).isEqualTo(stored.get() * 100L);
    }
}
