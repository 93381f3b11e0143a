/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.weft.kernel.runtime.config.ConfigReference;
import org.weft.spi.Maturity;
import org.weft.spi.config.Doc;

/** What there is to say of drivers without making one, in markdown. */
final class DriverReference {

    private DriverReference() {}

    private record Row(LoadedPlugin plugin, Factories.Brought brought) {

        boolean isShipped() {
            return plugin.archive().origin() == PluginArchive.Origin.SHIPPED;
        }
    }

    private static List<Row> rows(Collection<LoadedPlugin> plugins) {
        return plugins.stream()
                .flatMap(plugin -> plugin.factories().found().stream().map(brought -> new Row(plugin, brought)))
                .sorted(Comparator.comparing(row -> row.brought().words()))
                .toList();
    }

    private static String each(Collection<LoadedPlugin> plugins, Function<Row, String> words) {
        return rows(plugins).stream().map(words).collect(Collectors.joining());
    }

    static String options(Collection<LoadedPlugin> plugins) {
        return each(
                plugins,
                row -> ConfigReference.driver(
                        row.brought().kind().word(),
                        row.brought().driver(),
                        row.brought().factory().configType()));
    }

    /** One row for each driver; links lead where the documentation of shipped ones lies. */
    static String catalogue(Collection<LoadedPlugin> plugins) {
        return "| kind | driver | plugin | maturity | options | what it is |\n|---|---|---|---|---|---|\n"
                + each(plugins, DriverReference::row);
    }

    private static String row(Row row) {
        String kind = row.brought().kind().word();
        String driver = row.brought().driver();
        Class<?> type = row.brought().factory().configType();
        String options = Integer.toString(type.getRecordComponents().length);
        String name = "`" + driver + "`";
        if (row.isShipped()) {
            options = "[" + options + "](configuration.md#options-of-the-" + kind.replace(' ', '-') + "-driver-"
                    + driver + ")";
            name = row.brought().kind().equals(DriverKind.STORAGE) ? "[" + name + "](#" + driver + ")" : name;
        }
        Doc doc = type.getAnnotation(Doc.class);
        String text = doc == null ? "" : doc.value().replace("|", "\\|").replace('\n', ' ');
        return "| " + kind + " | " + name + " | `" + row.plugin().archive().id() + "` | " + maturity(row.brought())
                + " | " + options + " | " + text + " |\n";
    }

    private static String maturity(Factories.Brought brought) {
        Maturity told = brought.factory().getClass().getAnnotation(Maturity.class);
        Maturity.Level level = told == null ? Maturity.Level.EXPERIMENTAL : told.value();
        return level.name().toLowerCase(Locale.ROOT);
    }
}
