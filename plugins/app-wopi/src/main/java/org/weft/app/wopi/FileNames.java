/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The names that an application may give to files: one that no client has trouble with. */
final class FileNames {

    /** Bytes of a name, which is what file systems count. */
    static final int LONGEST = 255;

    private static final String FORBIDDEN = "/\\:*?\"<>|";
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul");

    private FileNames() {}

    /**
     * @throws Refusal 400 that says why, and names a legal alternative
     */
    static String require(String name) {
        String wrong = complaint(name);
        if (wrong.isEmpty()) {
            return name;
        }
        throw new Refusal(
                400,
                wrong,
                Map.of("X-WOPI-InvalidFileNameError", wrong, "X-WOPI-ValidRelativeTarget", Utf7.encode(legal(name))));
    }

    private static String complaint(String name) {
        if (name.isBlank() || name.equals(".") || name.equals("..")) {
            return "a name has at least one visible character, and is not '.' or '..'";
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return "a name has at most " + LONGEST + " bytes";
        }
        if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c))) {
            return "a name holds no control character and none of / \\ : * ? \" < > |";
        }
        if (name.endsWith(".") || name.startsWith(" ") || name.endsWith(" ")) {
            return "a name begins and ends with no space, and does not end with a dot";
        }
        String base = base(name).toLowerCase(Locale.ROOT);
        if (RESERVED.contains(base) || base.matches("(com|lpt)[0-9]")) {
            return "this name is reserved on some systems";
        }
        return "";
    }

    /** The nearest legal name. */
    static String legal(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .map(c -> FORBIDDEN.indexOf(c) >= 0 || Character.isISOControl(c) ? '_' : c)
                .forEach(out::appendCodePoint);
        String text = out.toString().strip().replaceAll("\\.+$", "");
        String extension = extension(text);
        String base = base(text).isBlank() ? "file" : base(text);
        while ((base + extension).getBytes(StandardCharsets.UTF_8).length > LONGEST && base.length() > 1) {
            base = base.substring(0, base.offsetByCodePoints(base.length(), -1));
        }
        String whole = base + extension;
        return complaint(whole).isEmpty() ? whole : "file" + (extension.length() < 20 ? extension : "");
    }

    /** The name without its extension. */
    static String base(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    /** The extension with its dot; empty when there is none. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot);
    }
}
