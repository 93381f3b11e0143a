/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

/** Text of strangers, as logs, messages and people may see it. */
final class SafeText {

    private static final int LONGEST = 200;

    private SafeText() {}

    /** Cut, and without anything that is not seen or turns the direction of what follows. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(point -> {
            int type = Character.getType(point);
            boolean unseen = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            clean.appendCodePoint(unseen ? ' ' : point);
        });
        return clean.toString().strip();
    }
}
