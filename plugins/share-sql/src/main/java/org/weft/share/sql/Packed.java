/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

/** Several columns that the database hands over as one text. Not thread-safe. */
final class Packed {

    /** ASCII's separator of units. No id, word, number or escaped text has it; a free text has to be the last one. */
    private static final char SEPARATOR = '\u001f';

    private final String text;
    private int start;

    Packed(String text) {
        this.text = text;
    }

    /**
     * An expression that both databases understand.
     *
     * @param columns expressions that are never NULL, which would be left out
     */
    static String of(String... columns) {
        return "concat_ws('" + SEPARATOR + "', " + String.join(", ", columns) + ")";
    }

    String next() {
        int end = text.indexOf(SEPARATOR, start);
        if (end < 0) {
            throw new IllegalStateException("a row has fewer columns than it must have");
        }
        String next = text.substring(start, end);
        start = end + 1;
        return next;
    }

    long number() {
        return Long.parseLong(next());
    }

    /** The last column. */
    String rest() {
        return text.substring(start);
    }
}
