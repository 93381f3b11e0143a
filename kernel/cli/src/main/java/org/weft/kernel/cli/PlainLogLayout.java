/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import org.slf4j.LoggerFactory;

/**
 * The log for people: a line an event. Where a failure stands behind a warning, {@code %cause} tells it in the line; its stack
 * trace, {@code %trace}, is for errors, which nobody foresaw, and for who asks for everything.
 */
final class PlainLogLayout extends PatternLayoutEncoder {

    private static final int LONGEST = 300;

    @Override
    public void start() {
        PatternLayout lines = new PatternLayout();
        lines.getInstanceConverterMap().put("cause", Cause::new);
        lines.getInstanceConverterMap().put("trace", Trace::new);
        lines.setContext(context);
        lines.setPattern(getPattern());
        lines.start();
        layout = lines;
        started = true;
    }

    /** Whether the stack trace is told. */
    private static boolean isWhole(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.ERROR)
                || LoggerFactory.getLogger(event.getLoggerName()).isDebugEnabled();
    }

    /** The failure as one more key of the line. */
    static final class Cause extends ClassicConverter {

        @Override
        public String convert(ILoggingEvent event) {
            IThrowableProxy failure = event.getThrowableProxy();
            return failure == null || isWhole(event) ? "" : " cause=\"" + line(failure) + '"';
        }

        private static String line(IThrowableProxy failure) {
            String name =
                    failure.getClassName().substring(failure.getClassName().lastIndexOf('.') + 1);
            String text = failure.getMessage() == null ? name : name + ": " + failure.getMessage();
            String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + '…' : text;
            return cut.codePoints()
                    .map(c -> Character.isISOControl(c) ? ' ' : c == '"' ? '\'' : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    /** The stack trace, below the line. */
    static final class Trace extends ThrowableProxyConverter {

        @Override
        public String convert(ILoggingEvent event) {
            return isWhole(event) ? super.convert(event) : "";
        }
    }
}
