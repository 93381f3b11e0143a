/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.cs3apis;

import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything the wire consists of, one row per element in the form of {@code wire.tsv}. Rows are compared as text, so
 * that a difference reads like a patch of that file and can be pasted into it.
 */
record WireTable(SortedSet<String> rows) {

    static final String NONE = "-";

    static WireTable of(Collection<String> rows) {
        return new WireTable(new TreeSet<>(rows));
    }

    /** Reads the lines of a table file; comments start with a hash. */
    static WireTable parse(Stream<String> lines) {
        return of(lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList());
    }

    static String row(
            String scope,
            String kind,
            String owner,
            String name,
            String number,
            String type,
            Collection<String> flags) {
        String joined = flags.isEmpty() ? NONE : flags.stream().sorted().collect(Collectors.joining(","));
        return String.join("\t", scope, kind, owner, name, number, type, joined);
    }

    long count(String kind) {
        return rows.stream().filter(row -> row.split("\t", -1)[1].equals(kind)).count();
    }

    /**
     * What distinguishes the compiled wire from this table, sorted by element: {@code -} rows are promised here and
     * gone, {@code +} rows were compiled and are promised nowhere. A changed element shows as both, one above the other.
     */
    List<String> differencesTo(WireTable compiled) {
        Stream<String> missing =
                rows.stream().filter(row -> !compiled.rows.contains(row)).map(row -> "- " + row);
        Stream<String> extra =
                compiled.rows.stream().filter(row -> !rows.contains(row)).map(row -> "+ " + row);
        return Stream.concat(missing, extra)
                .sorted((a, b) -> {
                    int byRow = a.substring(2).compareTo(b.substring(2));
                    return byRow != 0 ? byRow : b.compareTo(a);
                })
                .toList();
    }
}
