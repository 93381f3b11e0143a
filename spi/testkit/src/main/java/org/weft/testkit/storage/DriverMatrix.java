/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.testkit.Exclusion;

/**
 * What a driver can and cannot do, as a table in markdown: what it claims and offers when it is started for its test, and
 * which cases its author left out.
 */
public final class DriverMatrix {

    private final String name;
    private final String table;

    private DriverMatrix(String name, String table) {
        this.name = name;
        this.table = table;
    }

    /**
     * Looks at a started driver.
     *
     * @param name what the configuration calls it
     */
    public static DriverMatrix of(String name, StorageDriver driver, List<Exclusion> exclusions) {
        Traits traits = driver.traits();
        Set<Ability> offered = Ability.of(driver);
        StringBuilder table = new StringBuilder("| | `" + name + "` |\n|---|---|\n");
        row(table, "claims", code(Arrays.stream(Traits.Trait.values()).filter(traits::has)));
        row(table, "does not claim", code(Arrays.stream(Traits.Trait.values()).filter(trait -> !traits.has(trait))));
        row(table, "abilities", words(Arrays.stream(Ability.values()).filter(offered::contains)));
        row(table, "without", words(Arrays.stream(Ability.values()).filter(ability -> !offered.contains(ability))));
        row(table, "spaces", driver.spaces().map(DriverMatrix::kinds).orElse("none"));
        row(
                table,
                "digests kept",
                code(Arrays.stream(Checksum.Algorithm.values()).filter(traits.checksums()::contains)));
        row(table, "longest name", traits.maxNameBytes() + " bytes");
        row(table, "largest file", traits.maxFileBytes() == Long.MAX_VALUE ? "any" : traits.maxFileBytes() + " bytes");
        row(
                table,
                "rights",
                "enforced by the " + (traits.enforcement() == Traits.Enforcement.KERNEL ? "server" : "backend"));
        for (Exclusion exclusion : exclusions) {
            row(table, "not held to", "`" + exclusion.testCase() + "`: " + exclusion.reason());
        }
        return new DriverMatrix(name, table.toString());
    }

    private static void row(StringBuilder table, String what, String value) {
        table.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private static String code(Stream<? extends Enum<?>> values) {
        String joined = values.map(value -> "`" + value.name() + "`").collect(Collectors.joining(", "));
        return joined.isEmpty() ? "none" : joined;
    }

    private static String words(Stream<Ability> abilities) {
        String joined = abilities.map(Ability::word).collect(Collectors.joining(", "));
        return joined.isEmpty() ? "none" : joined;
    }

    private static String kinds(Spaces spaces) {
        return Arrays.stream(Space.Kind.values())
                .filter(spaces.kinds()::contains)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Writes the table into a folder, as {@code NAME.md}. */
    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(name + ".md"), table);
    }

    private String begin() {
        return "<!-- matrix of " + name + " -->\n";
    }

    /** Whether a page shows this very table, between {@code <!-- matrix of NAME -->} and {@code <!-- end -->}. */
    public boolean isOn(Path page) throws IOException {
        return Files.readString(page).contains(begin() + table + "<!-- end -->");
    }

    /** Puts the table into its place on a page. */
    public void put(Path page) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(begin());
        int end = begin < 0 ? -1 : text.indexOf("<!-- end -->", begin);
        if (end < 0) {
            throw new IOException(page + " has no place for the matrix of " + name);
        }
        Files.writeString(page, text.substring(0, begin) + begin() + table + text.substring(end));
    }

    /** The table in markdown. */
    @Override
    public String toString() {
        return table;
    }
}
