/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints rows in columns; the first row is the head, and an empty cell is a dash. */
record TextTable(List<List<String>> rows) {

    /** The named columns of an array of objects. */
    static TextTable of(JsonArray array, List<String> columns) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(columns);
        for (JsonElement element : array) {
            List<String> row = new ArrayList<>();
            for (String column : columns) {
                row.add(text(element.getAsJsonObject().get(column)));
            }
            rows.add(row);
        }
        return new TextTable(rows);
    }

    private static String text(@Nullable JsonElement value) {
        if (value == null) {
            return "";
        }
        if (value.isJsonArray()) {
            List<String> parts = new ArrayList<>();
            value.getAsJsonArray().forEach(part -> parts.add(part.getAsString()));
            return String.join(" ", parts);
        }
        return value.getAsString();
    }

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
