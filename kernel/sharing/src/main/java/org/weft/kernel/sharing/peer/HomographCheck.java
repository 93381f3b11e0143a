/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.lang.Character.UnicodeScript;
import java.net.IDN;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * Names of servers that look like other names: letters of several scripts in one label, or a label of letters of another
 * script that all look like Latin ones. A person who reads such a name in an invitation can't tell it from the real one.
 */
final class HomographCheck {

    /** Scripts that one label mixes in honest names (UTS 39, highly restrictive). */
    private static final List<Set<UnicodeScript>> TOGETHER = List.of(
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

    /** Small letters of Cyrillic, Greek and Armenian that fonts draw like Latin ones. */
    private static final String LIKE_LATIN = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb"
            + "\u0501\u051b\u051d\u04cf\u0475\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7\u03f2"
            + "\u0585\u057d\u0578\u0581\u0570\u0566";

    private HomographCheck() {}

    /**
     * Refuses a name that looks like another.
     *
     * @param ascii in lower case, international labels in their ASCII form
     * @throws InvalidArgument when one of its labels does
     */
    static void refuse(String ascii) {
        for (String label : ascii.split("\\.", -1)) {
            if (label.startsWith("xn--") && isDoubtful(label)) {
                throw new InvalidArgument(
                        "the name " + ascii + " is not accepted: it could be mistaken for another server's");
            }
        }
    }

    private static boolean isDoubtful(String label) {
        String shown = IDN.toUnicode(label).toLowerCase(Locale.ROOT);
        if (shown.startsWith("xn--")) {
            return true;
        }
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        boolean likeLatin = true;
        for (int point : shown.codePoints().toArray()) {
            UnicodeScript script = UnicodeScript.of(point);
            if (script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED) {
                scripts.add(script);
                likeLatin &= LIKE_LATIN.indexOf(point) >= 0;
            }
        }
        if (scripts.size() > 1) {
            return TOGETHER.stream().noneMatch(honest -> honest.containsAll(scripts));
        }
        return likeLatin && !scripts.isEmpty() && !scripts.contains(UnicodeScript.LATIN);
    }
}
