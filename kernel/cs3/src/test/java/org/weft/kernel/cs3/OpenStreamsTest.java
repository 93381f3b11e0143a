/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Throttled;

/** How many streams are open at a time. */
class OpenStreamsTest {

    private static final UserId EINSTEIN = new UserId("here", "einstein", UserType.PRIMARY);
    private static final UserId MARIE = new UserId("here", "marie", UserType.PRIMARY);

    private final OpenStreams streams = new OpenStreams(2, 3);
    private final AtomicInteger ran = new AtomicInteger();

    private void refused(UserId user) {
        assertThatThrownBy(() -> streams.run(user, ran::incrementAndGet)).isInstanceOf(Throttled.class);
    }

    private void taken(UserId user) {
        int before = ran.get();
        streams.run(user, ran::incrementAndGet);
        assertThat(ran).hasValue(before + 1);
    }

    @Test
    void a_user_has_so_many_and_leaves_others_theirs() {
        streams.run(
                EINSTEIN,
                () -> streams.run(EINSTEIN, () -> {
                    refused(EINSTEIN);
                    refused(EINSTEIN);
                    taken(MARIE);
                }));
        taken(EINSTEIN);
    }

    @Test
    void all_users_together_have_so_many() {
        streams.run(EINSTEIN, () -> streams.run(EINSTEIN, () -> streams.run(MARIE, () -> refused(MARIE))));
        taken(MARIE);
    }

    @Test
    void a_stream_that_fails_counts_no_more() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> streams.run(EINSTEIN, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        taken(EINSTEIN);
    }
}
