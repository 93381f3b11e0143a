/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Makes names fit for a folder of what strangers call their shares. */
public final class ShareFolderNames {

    private static final int LONGEST = 200;
    private static final Set<String> OF_WINDOWS = Set.of("con", "prn", "aux", "nul");

    private ShareFolderNames() {}

    /** A name of one segment that looks like what it is: without separators, control characters and turns of direction. */
    public static String fit(String name) {
        StringBuilder fit = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c == '/' || c == '\\' || c == ':' || c == '*' || c == '?' || c == '"' || c == '<' || c == '>'
                    || c == '|') {
                fit.append('_');
            } else if (!isHidden(c)) {
                fit.appendCodePoint(c);
            }
        });
        String text = fit.toString().strip();
        while (text.startsWith(".")) {
            text = text.substring(1).strip();
        }
        while (text.endsWith(".")) {
            text = text.substring(0, text.length() - 1).strip();
        }
        while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        int dot = text.indexOf('.');
        String stem = (dot < 0 ? text : text.substring(0, dot)).toLowerCase(Locale.ROOT);
        if (OF_WINDOWS.contains(stem) || stem.matches("(com|lpt)[0-9]")) {
            return "_" + text;
        }
        return text.isEmpty() ? "share" : text;
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }
}
