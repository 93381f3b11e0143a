/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints rows in columns; the first row is the head, and an empty cell is a dash. */
record Columns(List<List<String>> rows) {

    void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], cell(row, i).length());
            }
        }
        boolean head = true;
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = cell(row, i);
                line.append(head ? cell.toUpperCase(Locale.ROOT) : cell);
                line.append(" ".repeat(i == columns - 1 ? 0 : widths[i] - cell.length() + 2));
            }
            out.println(line.toString().stripTrailing());
            head = false;
        }
    }

    private static String cell(List<String> row, int column) {
        String cell = row.get(column).replace('\n', ' ');
        return cell.isEmpty() ? "-" : cell;
    }
}
