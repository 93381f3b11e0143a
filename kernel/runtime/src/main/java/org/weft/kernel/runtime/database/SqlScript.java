/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.database;

import java.util.ArrayList;
import java.util.List;

/** Splits a file of SQL into statements at the semicolons that are outside of quotes and comments. */
final class SqlScript {

    private final String text;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int at;

    private SqlScript(String text) {
        this.text = text;
    }

    /** The statements in order, without comments and without the semicolons between them. */
    static List<String> statements(String text) {
        SqlScript script = new SqlScript(text);
        script.read();
        return script.statements;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                skipLine();
            } else if (text.startsWith("/*", at)) {
                skipTo("*/");
                statement.append(' ');
            } else if (text.startsWith("$$", at)) {
                keepTo("$$", 2);
            } else if (c == '\'' || c == '"') {
                keepTo(String.valueOf(c), 1);
            } else if (c == ';') {
                end();
                at++;
            } else {
                statement.append(c);
                at++;
            }
        }
        end();
    }

    private void skipTo(String mark) {
        int end = text.indexOf(mark, at + mark.length());
        at = end < 0 ? text.length() : end + mark.length();
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    private void keepTo(String mark, int opening) {
        int end = text.indexOf(mark, at + opening);
        int next = end < 0 ? text.length() : end + mark.length();
        statement.append(text, at, next);
        at = next;
    }

    private void end() {
        String whole = statement.toString().strip();
        if (!whole.isEmpty()) {
            statements.add(whole);
        }
        statement.setLength(0);
    }
}
