/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.observe.LogThrottle;

/** What a stranger makes a library say does not fill the log. */
class LibraryLogTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final LibraryLog log = new LibraryLog(new LogThrottle(nanos::get));

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger(LibraryLog.class)).addAppender(lines);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(LibraryLog.class)).detachAppender(lines);
    }

    private void happens(Throwable thrown, String message) {
        LogRecord event = new LogRecord(Level.WARNING, message);
        event.setLoggerName("io.grpc.netty.NettyServerHandler");
        event.setSourceMethodName("onStreamError");
        event.setThrown(thrown);
        log.publish(event);
    }

    @Test
    void a_kind_of_event_gets_one_line_a_minute_which_tells_of_the_others() {
        for (int i = 0; i < 1000; i++) {
            happens(new IllegalStateException("frame " + i), "Stream Error " + i);
        }
        assertThat(lines.list).hasSize(1);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        happens(new IllegalStateException("again"), "Stream Error");
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.getLast().getKeyValuePairs().toString()).contains("unlogged=\"999\"");

        happens(new ArithmeticException("another"), "Stream Error");
        assertThat(lines.list).hasSize(3);
    }

    @Test
    void a_line_is_short_and_has_no_stack_trace() {
        happens(new IllegalStateException("a\nb".repeat(10_000)), "x".repeat(10_000));

        ILoggingEvent line = lines.list.getFirst();
        assertThat(line.getThrowableProxy()).isNull();
        assertThat(line.getKeyValuePairs().toString()).hasSizeLessThan(1000).doesNotContain("\n");
    }
}
