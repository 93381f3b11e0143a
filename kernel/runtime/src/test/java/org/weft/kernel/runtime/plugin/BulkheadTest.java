/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.weft.spi.Driver;
import org.weft.spi.WeftException.Unavailable;

class BulkheadTest {

    private static final Driver DRIVER = () -> {};

    private static Bulkhead<Driver> bulkhead(int calls, Duration patience) {
        return new Bulkhead<>(DriverHandle.fixed("disk", DRIVER), calls, 1, patience);
    }

    @Test
    void when_all_calls_hang_the_next_is_told_to_come_again_and_others_go_on_once_one_ends() {
        Bulkhead<Driver> bulkhead = bulkhead(2, Duration.ofMillis(1));
        Lease<Driver> first = bulkhead.acquire();
        Lease<Driver> second = bulkhead.acquire();
        assertThatThrownBy(bulkhead::acquire)
                .isInstanceOfSatisfying(
                        Unavailable.class, busy -> assertThat(busy.retryAfter()).isPresent())
                .hasMessageContaining("disk");
        first.close();
        first.close();
        Lease<Driver> third = bulkhead.acquire();
        assertThatThrownBy(bulkhead::acquire)
                .as("a lease that is closed twice frees one place")
                .isInstanceOf(Unavailable.class);
        second.close();
        third.close();
    }

    @Test
    void a_call_waits_a_little_for_another_to_end() throws Exception {
        Bulkhead<Driver> bulkhead = bulkhead(1, Duration.ofMinutes(1));
        Lease<Driver> first = bulkhead.acquire();
        CompletableFuture<Lease<Driver>> waiting = CompletableFuture.supplyAsync(bulkhead::acquire);
        assertThat(waiting).isNotDone();
        first.close();
        waiting.get(1, TimeUnit.MINUTES).close();
    }

    @Test
    void transfers_that_hang_keep_no_other_call_waiting_nor_the_other_way_round() {
        Bulkhead<Driver> bulkhead = bulkhead(1, Duration.ofMillis(1));
        Lease<Driver> download = bulkhead.acquireForTransfer();
        assertThatThrownBy(bulkhead::acquireForTransfer)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("1 transfers");
        Lease<Driver> listing = bulkhead.acquire();
        download.close();
        bulkhead.acquireForTransfer().close();
        listing.close();
    }

    @Test
    void a_driver_that_does_not_serve_takes_no_place() {
        DriverHandle<Driver> none = new DriverHandle<>() {
            @Override
            public String instance() {
                return "disk";
            }

            @Override
            public Lease<Driver> acquire() {
                throw new Unavailable("no driver serves 'disk'");
            }
        };
        Bulkhead<Driver> bulkhead = new Bulkhead<>(none, 1, 1, Duration.ofMillis(1));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(bulkhead::acquire).hasMessageContaining("no driver serves");
        }
    }
}
