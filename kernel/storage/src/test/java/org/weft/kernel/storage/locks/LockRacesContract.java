/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.put;
import static org.weft.kernel.storage.TestValues.showing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.StorageServicesCases;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock.Sharing;

/** Locks that come and go while others write. */
abstract class LockRacesContract extends StorageServicesCases {

    // ---- races

    @Test
    void of_a_hundred_who_lock_at_once_one_wins() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                Caller racer = caller("racer" + i);
                String path = i % 3 == 0 ? "data/f" : "data/f/a";
                all.add(threads.submit(() -> {
                    go.await();
                    try {
                        take(racer, path, racer.username(), Sharing.EXCLUSIVE, true);
                        return true;
                    } catch (Locked lost) {
                        return false;
                    }
                }));
            }
            go.countDown();
        }
        int winners = 0;
        for (Future<Boolean> one : all) {
            winners += one.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        assertThat(locks.covering(anna, at("data/f"))).hasSizeLessThanOrEqualTo(1);
        assertThat(locks.covering(anna, at("data/f/a"))).hasSize(1);
    }

    @Test
    void a_lock_taken_during_a_long_upload_stops_it_and_keeps_the_old_content() {
        InputStream slow = new InputStream() {
            private boolean read;

            @Override
            public int read() {
                if (read) {
                    return -1;
                }
                read = true;
                take(ben, "data/f/a", "t", Sharing.EXCLUSIVE, false);
                return 'x';
            }
        };
        assertThatThrownBy(() -> files.put(anna, at("data/f/a"), PutRequest.simple(OptionalLong.empty()), slow))
                .isInstanceOf(Locked.class);
        assertThat(storage.picture()).contains("f/a=old");
    }

    @Test
    void a_lock_that_ends_during_an_upload_does_not_stop_it() throws IOException {
        take(ben, "data/f", "t", Sharing.EXCLUSIVE, true);
        take(anna, "data/b", "u", Sharing.EXCLUSIVE, true);
        InputStream slow = new InputStream() {
            private boolean read;

            @Override
            public int read() {
                if (read) {
                    return -1;
                }
                read = true;
                locks.release(ben, at("data/f"), "t");
                return 'x';
            }
        };
        PutRequest request = PutRequest.simple(OptionalLong.empty());
        PutRequest shown = new PutRequest(
                request.length(),
                request.mtime(),
                request.declared(),
                request.onConflict(),
                request.mediaType(),
                showing("t"));
        files.put(ben, at("data/f/a"), shown, slow);
        assertThat(storage.picture()).contains("f/a=x");
    }

    @Test
    void writers_and_lockers_at_once_never_wait_for_each_other_for_ever() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Caller one = caller("one" + i);
                String path = "data/f/own" + i;
                all.add(threads.submit(() -> {
                    int done = 0;
                    for (int round = 0; round < 20; round++) {
                        put(files, one, path, "round " + round);
                        take(one, path, "t", Sharing.EXCLUSIVE, true);
                        put(files, one, path, "again", showing("t"));
                        files.delete(one, at(path), showing("t"));
                        done++;
                    }
                    return done;
                }));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(20);
            }
        }
        assertThat(storage.picture()).doesNotContain("own");
    }
}
