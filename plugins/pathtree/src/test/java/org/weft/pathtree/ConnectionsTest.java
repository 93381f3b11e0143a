/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Unavailable;

/** How connections are shared, kept and given up. */
class ConnectionsTest {

    private final Line line = new Line();
    private final Connections<Integer> connections = new Connections<>("the server", 3, Duration.ofMillis(50), line);

    /** Numbers for connections. */
    private static final class Line implements Connections.Dialer<Integer> {
        private final AtomicInteger made = new AtomicInteger();
        private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
        private volatile boolean isCut;

        @Override
        public Integer connect() throws IOException {
            if (isCut) {
                throw new IOException("the line is cut");
            }
            return made.incrementAndGet();
        }

        @Override
        public boolean isOpen(Integer connection) {
            return true;
        }

        @Override
        public void hangUp(Integer connection) {
            ended.add(connection);
        }
    }

    @Test
    void a_short_question_never_waits_for_transfers() throws IOException {
        try (Connections<Integer>.Lent transfer = connections.lend()) {
            assertThatThrownBy(connections::lend)
                    .isInstanceOf(Unavailable.class)
                    .hasMessage("all connections to the server are busy; try again later");
            assertThat(connections.<String>call(connection -> "answer")).isEqualTo("answer");
            assertThat(transfer.<Integer>call(connection -> connection)).isEqualTo(1);
            transfer.done();
        }
        connections.lend().close();
        assertThat(line.made).as("kept").hasValue(2);
        assertThat(line.ended).as("the transfer that was not done").hasSize(1);
    }

    @Test
    void a_refusal_keeps_the_connection_and_a_failure_ends_all_that_are_idle() throws IOException {
        connections.call(one -> connections.call(other -> one + other));
        assertThatThrownBy(() -> connections.call(connection -> {
                    throw new NoSuchFileException("a");
                }))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(line.ended).hasSize(0);
        assertThatThrownBy(() -> connections.call(connection -> {
                    throw new IOException("reset");
                }))
                .hasMessage("reset");
        assertThat(line.ended).hasSize(2);
        assertThat(connections.<Integer>call(connection -> connection)).isEqualTo(3);
    }

    @Test
    void a_server_that_is_away_is_not_asked_by_everybody() throws IOException {
        line.isCut = true;
        assertThatThrownBy(() -> connections.call(connection -> connection))
                .isInstanceOf(IOException.class)
                .hasMessage("the server can't be used: the line is cut");
        assertThat(connections.health().isUp()).isFalse();
        line.isCut = false;
        assertThatThrownBy(() -> connections.call(connection -> connection))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("try again later");
    }

    @Test
    void a_connection_that_comes_back_after_the_end_is_ended() throws IOException {
        try (Connections<Integer>.Lent transfer = connections.lend()) {
            connections.close();
            transfer.done();
            assertThat(line.ended).hasSize(0);
        }
        assertThat(line.ended).hasSize(1);
    }
}
