/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.config.LogSection;
import org.weft.kernel.runtime.observe.AuditLog;
import org.weft.kernel.server.LibraryLog;

/** Sends logs to standard error, in the form that the configuration says; found by Logback as a service. */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp%cause%n%trace";

    /** Before the configuration has been read: what goes wrong, in plain text. A test's own file goes before it. */
    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (LogSetup.class.getResource("/logback-test.xml") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        install(loggers, new LogSection(LogSection.Format.PLAIN, LogSection.Level.WARN, false));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Follows the configuration. */
    static void apply(LogSection section) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            install(loggers, section);
        }
        LibraryLog.install();
    }

    private static void install(LoggerContext loggers, LogSection section) {
        loggers.reset();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(loggers);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(loggers, section.format()));
        LibraryLog.Paced paced = new LibraryLog.Paced();
        paced.start();
        appender.addFilter(paced);
        appender.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        loggers.getLogger("org.weft").setLevel(Level.toLevel(section.level().name()));
        // PF4J tells as errors what the host tells better.
        loggers.getLogger("org.pf4j").setLevel(Level.OFF);
        // Hadoop's client warns of every retry with a stack trace; its driver says in one line when HDFS is away.
        loggers.getLogger("org.apache.hadoop").setLevel(Level.ERROR);
        audit(loggers, section);
        loggers.getLogger("weft.access").setLevel(section.access() ? Level.INFO : Level.OFF);
    }

    /** Apart from all other logs, and with them only where a file was asked for. */
    static void audit(LoggerContext loggers, LogSection section) {
        ch.qos.logback.classic.Logger audit = loggers.getLogger(AuditLog.LOGGER);
        audit.setAdditive(false);
        audit.setLevel(section.audit().isPresent() ? Level.INFO : Level.OFF);
        if (section.audit().isEmpty()) {
            return;
        }
        String file = section.audit().get().toString();
        AuditLines lines = new AuditLines();
        lines.setContext(loggers);
        lines.start();
        RollingFileAppender<ILoggingEvent> appender = new AuditFile();
        appender.setContext(loggers);
        appender.setName("audit");
        appender.setFile(file);
        appender.setEncoder(lines);
        TimeBasedRollingPolicy<ILoggingEvent> days = new TimeBasedRollingPolicy<>();
        days.setContext(loggers);
        days.setParent(appender);
        days.setFileNamePattern(file.replace("%", "") + ".%d{yyyy-MM-dd}");
        days.setMaxHistory(section.auditDays());
        days.start();
        appender.setRollingPolicy(days);
        appender.start();
        audit.addAppender(appender);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext loggers, LogSection.Format format) {
        if (format == LogSection.Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(loggers);
            json.setWithSequenceNumber(false);
            json.setWithContext(false);
            json.setWithNanoseconds(false);
            json.start();
            return json;
        }
        PatternLayoutEncoder plain = new PlainLogLayout();
        plain.setContext(loggers);
        plain.setPattern(PATTERN);
        plain.start();
        return plain;
    }
}
