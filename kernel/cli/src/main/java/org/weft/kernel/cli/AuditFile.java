/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The audit log's file. It follows its name: when somebody else has moved the file away, as programs do that rotate logs, the
 * next entry goes into a new one and not after the old.
 */
final class AuditFile extends RollingFileAppender<ILoggingEvent> {

    private @Nullable Object opened;

    /** It tells who did what from where: only the server's own user writes it, and only that one's group reads it. */
    @Override
    public void openFile(String name) throws IOException {
        Path file = Path.of(name);
        if (!Files.exists(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            makePrivate(file);
        }
        super.openFile(name);
        opened = key(name);
    }

    private static void makePrivate(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException meanwhile) {
            // Then it is not ours to judge.
        }
    }

    /** Called with the appender's lock held. */
    @Override
    protected void subAppend(ILoggingEvent event) {
        String name = getFile();
        try {
            Object there = key(name);
            if (there == null || !there.equals(opened)) {
                openFile(name);
            }
        } catch (IOException gone) {
            addError("the audit log can't be opened anew: " + name, gone);
        }
        super.subAppend(event);
    }

    private static @Nullable Object key(String name) throws IOException {
        Path file = Path.of(name);
        return Files.exists(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : null;
    }
}
