/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.identity.User;

/**
 * Accounts that are shut out, whatever they show: a file with a login name or {@code id@idp} in each line, read again every few
 * seconds. A file that can't be read leaves things as they were. Thread-safe.
 */
public final class BlockedAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(BlockedAccounts.class);
    private static final long LARGEST = 16 << 20;

    private final Path file;
    private volatile Set<String> names = Set.of();

    public BlockedAccounts(Path file) {
        this.file = file;
        read();
    }

    /** Reads the file; call it every few seconds. */
    public void read() {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("larger than 16 MiB");
            }
            names = Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (NoSuchFileException nobody) {
            names = Set.of();
        } catch (IOException unreadable) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", unreadable.getMessage())
                    .log("blocked-people-unreadable");
        }
    }

    /** Whether somebody is shut out; asked on every request, so it waits for nothing. */
    public boolean contains(User user) {
        Set<String> now = names;
        return !now.isEmpty()
                && (now.contains(user.username()) || now.contains(user.id().toString()));
    }
}
