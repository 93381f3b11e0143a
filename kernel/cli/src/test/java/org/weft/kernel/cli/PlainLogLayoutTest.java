/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What operators read of a failure. */
class PlainLogLayoutTest {

    private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger log = loggers.getLogger("org.weft.test.lines");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final PlainLogLayout lines = new PlainLogLayout();

    @BeforeEach
    void start() {
        log.setLevel(Level.INFO);
        events.start();
        log.addAppender(events);
        lines.setContext(loggers);
        lines.setPattern("%-5level %logger{0} %msg %kvp%cause%n%trace");
        lines.start();
    }

    @AfterEach
    void stop() {
        log.detachAppender(events);
        log.setLevel(null);
    }

    private String line() {
        return new String(lines.encode(events.list.getLast()), StandardCharsets.UTF_8);
    }

    @Test
    void a_warning_is_one_line_that_tells_its_cause() {
        log.atWarn()
                .addKeyValue("storage", "s3")
                .setCause(new IOException("no \"answer\"\nof it", new IllegalStateException("deeper")))
                .log("storage-failed");

        assertThat(line())
                .isEqualTo("WARN  lines storage-failed storage=\"s3\" cause=\"IOException: no 'answer' of it\"\n");
    }

    @Test
    void a_warning_without_a_cause_is_the_line_alone() {
        log.atWarn().log("disk-low");

        assertThat(line()).startsWith("WARN  lines disk-low").endsWith("\n").hasLineCount(1);
    }

    @Test
    void an_error_that_nobody_foresaw_has_its_trace() {
        log.atError().setCause(new IllegalStateException("odd")).log("request-failed");

        assertThat(line())
                .contains("IllegalStateException: odd", "\tat " + PlainLogLayoutTest.class.getName())
                .doesNotContain("cause=");
    }

    @Test
    void whoever_asks_for_everything_gets_the_traces_of_warnings_too() {
        log.setLevel(Level.DEBUG);
        log.atWarn().setCause(new IOException("away")).log("storage-failed");

        assertThat(line()).contains("IOException: away", "\tat " + PlainLogLayoutTest.class.getName());
    }
}
