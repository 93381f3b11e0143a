/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.SpaceId;

/** Files that are on their way into a space of 10 MiB. */
class PendingPutsTest {

    private static final long MIB = 1L << 20;
    private static final SpaceKey HOME = new SpaceKey("s", new SpaceId("home"));

    private final PendingPuts puts = new PendingPuts();

    static PendingPuts.Room room(Quota quota, long replaced) {
        return new PendingPuts.Room() {
            @Override
            public Quota quota() {
                return quota;
            }

            @Override
            public long replaced() {
                return replaced;
            }
        };
    }

    private PendingPuts.Pending pending(long used, long replaced) {
        Quota quota = new Quota(OptionalLong.of(10 * MIB), OptionalLong.of(used), OptionalLong.of(10 * MIB - used));
        return puts.begin(HOME, room(quota, replaced));
    }

    @Test
    void together_they_take_no_more_than_the_space_has_left() throws IOException {
        try (PendingPuts.Pending first = pending(2 * MIB, 0);
                PendingPuts.Pending second = pending(2 * MIB, 0)) {
            first.announce(5 * MIB);
            assertThatThrownBy(() -> second.announce(4 * MIB))
                    .isInstanceOf(NoSpace.class)
                    .hasMessageContaining((8 * MIB) + " bytes left")
                    .hasMessageContaining((5 * MIB) + " others are on their way");
            second.announce(3 * MIB);
        }
        try (PendingPuts.Pending later = pending(2 * MIB, 0)) {
            later.announce(8 * MIB);
        }
        assertThat(puts.spaces()).isZero();
    }

    @Test
    void what_is_replaced_makes_room() throws IOException {
        try (PendingPuts.Pending first = pending(9 * MIB, 5 * MIB);
                PendingPuts.Pending second = pending(9 * MIB, 4 * MIB)) {
            first.announce(5 * MIB);
            second.announce(5 * MIB);
        }
    }

    @Test
    void even_what_only_replaces_takes_no_more_than_the_quota_at_a_time() throws IOException {
        try (PendingPuts.Pending first = pending(9 * MIB, 6 * MIB);
                PendingPuts.Pending second = pending(9 * MIB, 6 * MIB)) {
            first.announce(6 * MIB);
            assertThatThrownBy(() -> second.announce(6 * MIB))
                    .isInstanceOf(NoSpace.class)
                    .hasMessageContaining("at a time");
        }
    }

    @Test
    void an_unknown_length_takes_room_as_it_comes_to_the_last_byte() throws IOException {
        try (PendingPuts.Pending one = pending(2 * MIB, 0)) {
            for (long count = 1000; count <= 8 * MIB; count += 1000) {
                one.reach(count);
            }
            one.reach(8 * MIB);
            assertThatThrownBy(() -> one.reach(8 * MIB + 1)).isInstanceOf(NoSpace.class);
        }
        assertThat(puts.spaces()).isZero();
    }

    @Test
    void many_small_files_take_no_more_than_the_quota_at_a_time() throws IOException {
        int begun = 0;
        try {
            for (; begun < 1000; begun++) {
                pending(0, 0).announce(MIB / 2);
            }
        } catch (NoSpace full) {
            assertThat(full).hasMessageContaining("at a time");
        }
        assertThat(begun).isEqualTo(20);
    }

    @Test
    void a_single_small_file_asks_the_storage_nothing() throws IOException {
        PendingPuts.Room untouchable = new PendingPuts.Room() {
            @Override
            public Quota quota() {
                throw new AssertionError("the quota was asked for");
            }

            @Override
            public long replaced() {
                throw new AssertionError("the file was asked for");
            }
        };
        try (PendingPuts.Pending one = puts.begin(HOME, untouchable)) {
            one.announce(PendingPuts.WORTH_ASKING);
        }
    }

    @Test
    void a_storage_without_a_quota_takes_what_comes() throws IOException {
        PendingPuts.Room none = new PendingPuts.Room() {
            @Override
            public Quota quota() {
                throw new Unsupported("this storage knows no quota");
            }

            @Override
            public long replaced() {
                return 0;
            }
        };
        try (PendingPuts.Pending one = puts.begin(HOME, none);
                PendingPuts.Pending other = puts.begin(HOME, room(Quota.unknown(), 0))) {
            one.announce(Long.MAX_VALUE / 4);
            other.announce(Long.MAX_VALUE / 4);
        }
    }
}
