/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.charset.StandardCharsets;

/** What a browser is told to do with an answer (RFC 6266). */
public final class ContentDisposition {

    private static final String PLAIN = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    /** Keep it as a file of this name. */
    public static String attachment(String name) {
        StringBuilder simple = new StringBuilder();
        StringBuilder exact = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean quotable = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '%';
            simple.append(quotable ? c : '_');
        }
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                exact.append(c);
            } else {
                exact.append(String.format("%%%02X", (int) c));
            }
        }
        return "attachment; filename=\"" + simple + "\"; filename*=UTF-8''" + exact;
    }
}
