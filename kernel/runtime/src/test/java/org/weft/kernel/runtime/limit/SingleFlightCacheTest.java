/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.kernel.testing.Eventually;
import org.weft.spi.WeftException.Unavailable;

class SingleFlightCacheTest {

    private final SingleFlightCache<String, Integer> cache = new SingleFlightCache<>(10);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void an_answer_is_kept_while_it_is_good() {
        assertThat(cache.get("a", any -> true, asked::incrementAndGet)).isEqualTo(1);
        assertThat(cache.get("a", any -> true, asked::incrementAndGet)).isEqualTo(1);
        assertThat(cache.get("a", any -> false, asked::incrementAndGet)).isEqualTo(2);
        assertThat(cache.has("a")).isTrue();
        cache.forget("a");
        assertThat(cache.has("a")).isFalse();
    }

    @Test
    void all_who_wait_get_the_one_failure_and_who_comes_after_asks_anew() throws Exception {
        CountDownLatch fails = new CountDownLatch(1);
        AtomicInteger waiting = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    waiting.incrementAndGet();
                    assertThatThrownBy(() -> cache.get("a", any -> true, () -> failing(fails)))
                            .isInstanceOf(Unavailable.class);
                }));
            }
            Eventually.until(() -> waiting.get() == 20 && asked.get() == 1);
            fails.countDown();
            for (Future<?> each : all) {
                each.get();
            }
        }
        // Who had not begun to wait when the failure came has asked once more; nobody asked in turn after all others.
        assertThat(asked.get()).isLessThan(20);
        assertThat(cache.get("a", any -> true, () -> 7)).isEqualTo(7);
    }

    private int failing(CountDownLatch fails) {
        asked.incrementAndGet();
        try {
            fails.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new Unavailable("down");
    }
}
