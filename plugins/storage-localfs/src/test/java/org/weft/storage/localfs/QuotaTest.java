/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Node;
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

    /** A body that waits in its middle until another was told whether it fits. */
    private final class Slow extends InputStream {
        private final CountDownLatch half = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private int sent;

        @Override
        public int read() throws IOException {
            if (sent == 400_000 && half.getCount() > 0) {
                half.countDown();
                await(goOn);
            }
            return sent++ < 600_000 ? 'x' : -1;
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IOException("nothing came");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_on_its_way_takes_room_before_it_is_there(boolean announced) throws Exception {
        try (StorageBench small = BenchOf.withQuota(tmp.resolve("small"), 1_000_000);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Slow slow = new Slow();
            Future<Node> first = other.submit(() -> put(small, "/a", announced, slow));
            await(slow.half);
            assertThatThrownBy(() -> put(small, "/b", announced, new ByteArrayInputStream(new byte[800_000])))
                    .isInstanceOf(NoSpace.class);
            put(small, "/c", announced, new ByteArrayInputStream(new byte[300_000]));
            slow.goOn.countDown();
            assertThat(first.get().size()).isEqualTo(600_000);
            assertThatThrownBy(() -> put(small, "/b", announced, new ByteArrayInputStream(new byte[200_000])))
                    .isInstanceOf(NoSpace.class);
            put(small, "/b", announced, new ByteArrayInputStream(new byte[100_000]));
        }
    }

    private static Node put(StorageBench bench, String path, boolean announced, InputStream body) throws IOException {
        PutSpec simple = PutSpec.simple();
        OptionalLong length = OptionalLong.of(body instanceof ByteArrayInputStream whole ? whole.available() : 600_000);
        PutSpec spec = new PutSpec(
                announced ? length : OptionalLong.empty(),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                simple.onConflict(),
                simple.digests(),
                simple.mediaType());
        return bench.driver().put(bench.anna(), StorageBench.at(path), spec, body);
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
