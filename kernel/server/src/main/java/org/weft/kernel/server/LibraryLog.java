/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.OptionalLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.observe.LogThrottle;

/**
 * What libraries log through {@code java.util.logging}, gRPC above all, as lines of the server's own log. A stranger who sends
 * nonsense causes as many events as they like: each kind gets one short line a minute, without a stack trace.
 */
public final class LibraryLog extends Handler {

    private static final Logger LOG = LoggerFactory.getLogger(LibraryLog.class);
    private static final int LONGEST = 200;

    private final LogThrottle pace;
    private final SimpleFormatter words = new SimpleFormatter();

    LibraryLog(LogThrottle pace) {
        this.pace = pace;
        setLevel(Level.WARNING);
    }

    /** Takes the place of all other handlers. */
    public static void install() {
        LogManager.getLogManager().reset();
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(new LibraryLog(new LogThrottle()));
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        Throwable thrown = event.getThrown();
        String failure = thrown == null ? "" : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
        String kind = event.getLoggerName()
                + ' '
                + event.getSourceMethodName()
                + ' '
                + (thrown == null ? "" : thrown.getClass().getName());
        OptionalLong leftOut = pace.take(kind);
        if (leftOut.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("library", event.getLoggerName())
                    .addKeyValue("event", line(words.formatMessage(event)))
                    .addKeyValue("failure", line(failure))
                    .addKeyValue("unlogged", leftOut.getAsLong())
                    .log("library-event");
        }
    }

    /** One line, of bounded length. */
    private static String line(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public void flush() {
        // The log behind it does.
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    /** The same measure for what the libraries that strangers talk to log through slf4j. */
    public static final class Paced extends Filter<ILoggingEvent> {
        private final LogThrottle pace = new LogThrottle();

        @Override
        public FilterReply decide(ILoggingEvent event) {
            String logger = event.getLoggerName();
            boolean strangers = logger.startsWith("io.grpc.") || logger.startsWith("org.eclipse.jetty.");
            return strangers && pace.take(logger + ' ' + event.getMessage()).isEmpty()
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }
    }
}
