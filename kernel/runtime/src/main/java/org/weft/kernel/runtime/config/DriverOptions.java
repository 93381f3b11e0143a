/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.InvalidConfig;

/**
 * The options of a driver as they stand in the file, not understood yet: the driver that knows them may arrive later.
 */
public final class DriverOptions {

    private final ConfigTable table;
    private final Path base;
    private final SecretResolver secrets;

    DriverOptions(ConfigTable table, Path base, SecretResolver secrets) {
        this.table = table;
        this.base = base;
        this.secrets = secrets;
    }

    /** No options, for an entry that no file holds. */
    public static DriverOptions none(String source) {
        return new DriverOptions(
                ConfigTable.empty("options", Position.of(source)), Path.of(""), new SecretResolver(Map.of()));
    }

    public Position position() {
        return table.position();
    }

    /** Binds to a driver's record and reports all mistakes. */
    public <C extends Record> Bound<C> bind(Class<C> type) {
        List<Problem> problems = new ArrayList<>();
        Optional<C> value = new RecordBinder(base, secrets, problems, true).bind(type, table);
        return new Bound<>(problems.isEmpty() ? value : Optional.empty(), List.copyOf(problems));
    }

    /** Says where the option is that a driver refused. */
    public Problem problem(InvalidConfig refused) {
        String message = refused.getMessage() == null ? "is refused by the driver" : refused.getMessage();
        return new Problem(table.position(refused.key()), "'" + refused.key() + "': " + message);
    }

    /**
     * What became of the options.
     *
     * @param value absent when there are problems
     */
    public record Bound<C extends Record>(Optional<C> value, List<Problem> problems) {}
}
