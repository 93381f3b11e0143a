/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads the server's configuration and reports all its mistakes at once. */
public final class ConfigFile {

    /** The lists of entries that are each served by a driver. */
    private static final List<String> DRIVEN = List.of("storage", "auth", "directory", "share-policy", "app");

    private static final long LIMIT = 4L << 20;

    private final SecretResolver secrets;

    /**
     * @param environment the variables that {@code env:NAME} may name
     */
    public ConfigFile(Map<String, String> environment) {
        this.secrets = new SecretResolver(Map.copyOf(environment));
    }

    /** Reads a file; relative paths in it are relative to its folder. */
    public ParsedConfig load(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LIMIT) {
                return failed(file, "is larger than 4 MiB");
            }
            return parse(file.toString(), Files.readString(file), folder == null ? Path.of("/") : folder);
        } catch (NoSuchFileException missing) {
            return failed(file, "there is no such file");
        } catch (CharacterCodingException notText) {
            return failed(file, "is not UTF-8 text");
        } catch (IOException unreadable) {
            return failed(file, "cannot be read: " + unreadable.getMessage());
        }
    }

    private static ParsedConfig failed(Path file, String message) {
        return new ParsedConfig(
                Optional.empty(), List.of(new Problem(Position.of(file.toString()), message)), List.of());
    }

    /**
     * Reads a configuration from text.
     *
     * @param source how problems call it
     * @param base what relative paths are relative to
     */
    public ParsedConfig parse(String source, String text, Path base) {
        TomlParseResult toml = Toml.parse(text);
        List<Problem> problems = new ArrayList<>();
        for (TomlParseError error : toml.errors()) {
            Position position = ConfigTable.at(source, error.position(), Position.of(source));
            problems.add(new Problem(position, syntax(error)));
        }
        boolean whole = problems.isEmpty();
        ConfigTable table = new ConfigTable(source, "", Position.of(source), toml);
        Optional<ServerConfig> config =
                new RecordBinder(base, secrets, problems, whole).bind(ServerConfig.class, table);
        for (String section : DRIVEN) {
            unique(table, section, "name", problems);
        }
        unique(table, "storage", "mount", problems);
        unique(table, "storage", "id", problems);
        config.ifPresent(bound -> spacesStorage(table, bound, problems));
        problems.sort(Problem.ORDER);
        List<ParsedConfig.Entry> entries = new ArrayList<>();
        for (String section : whole ? DRIVEN : List.<String>of()) {
            entries(table, section, base, entries);
        }
        if (whole) {
            shares(table, base, entries);
        }
        return new ParsedConfig(problems.isEmpty() ? config : Optional.empty(), problems, entries);
    }

    /** The entries of a list that say which driver they mean, whatever else is wrong with them. */
    private void entries(ConfigTable table, String section, Path base, List<ParsedConfig.Entry> entries) {
        if (!(table.value(section) instanceof TomlArray rows)) {
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) instanceof TomlTable row && row.get(List.of("driver")) instanceof String driver) {
                Position here = ConfigTable.at(table.file(), rows.inputPositionOf(i), table.position(section));
                ConfigTable entry = new ConfigTable(table.file(), "[[" + section + "]]", here, row);
                String name = row.get(List.of("name")) instanceof String given ? given : driver;
                entries.add(new ParsedConfig.Entry(section, name, driver, options(entry, row, base)));
            }
        }
    }

    /** The one entry of its kind, whose driver need not be named. */
    private void shares(ConfigTable table, Path base, List<ParsedConfig.Entry> entries) {
        if (table.value("shares") instanceof TomlTable row) {
            ConfigTable entry = new ConfigTable(table.file(), "[shares]", table.position("shares"), row);
            String driver = row.get(List.of("driver")) instanceof String given ? given : "sql";
            entries.add(new ParsedConfig.Entry("shares", "shares", driver, options(entry, row, base)));
        }
    }

    private DriverOptions options(ConfigTable entry, TomlTable row, Path base) {
        Position here = entry.position("options");
        return new DriverOptions(
                row.get(List.of("options")) instanceof TomlTable nested
                        ? new ConfigTable(entry.file(), "options", here, nested)
                        : ConfigTable.empty("options", here),
                base,
                secrets);
    }

    private static String syntax(TomlParseError error) {
        String message = error.getMessage();
        return message == null ? "is not TOML" : message.lines().findFirst().orElse("is not TOML");
    }

    /** Reports a storage for project spaces that is not in the file. */
    private static void spacesStorage(ConfigTable table, ServerConfig config, List<Problem> problems) {
        Optional<String> name = config.spaces().storage();
        boolean known = config.storage().isEmpty()
                || name.isEmpty()
                || config.storage().stream().anyMatch(storage -> storage.name().equals(name.get()));
        if (!known && table.value("spaces") instanceof TomlTable spaces) {
            Position position =
                    ConfigTable.at(table.file(), spaces.inputPositionOf(List.of("storage")), table.position("spaces"));
            problems.add(new Problem(
                    position, "'storage' in [spaces] is '" + name.get() + "', and no [[storage]] has this name"));
        }
    }

    /** Reports entries of a list that share what must be unique. */
    private static void unique(ConfigTable table, String section, String key, List<Problem> problems) {
        if (!(table.value(section) instanceof TomlArray entries)) {
            return;
        }
        Map<String, Position> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof TomlTable entry && entry.get(List.of(key)) instanceof String value) {
                Position position =
                        ConfigTable.at(table.file(), entry.inputPositionOf(List.of(key)), table.position(section));
                String same = key.equals("mount") ? value.replaceAll("/+", "/").replaceAll("(?<=.)/$", "") : value;
                Position first = seen.putIfAbsent(same, position);
                if (first != null) {
                    problems.add(new Problem(
                            position,
                            "'" + key + "' in [[" + section + "]] is '" + value + "' again; line " + first.line()
                                    + " has it already"));
                }
            }
        }
    }
}
