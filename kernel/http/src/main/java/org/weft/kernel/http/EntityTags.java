/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The value of {@code If-Match} or {@code If-None-Match} (RFC 9110, sections 13.1.1 and 13.1.2).
 *
 * @param any whether it is {@code *}
 * @param strong the opaque tags without quotes
 * @param weak those that were marked {@code W/}
 */
record EntityTags(boolean any, Set<String> strong, Set<String> weak) {

    /**
     * Reads the field's lines.
     *
     * @throws HttpFailure 400 when it is malformed
     */
    static EntityTags parse(String name, List<String> lines) {
        String text = String.join(",", lines).strip();
        if (text.equals("*")) {
            return new EntityTags(true, Set.of(), Set.of());
        }
        Set<String> strong = new LinkedHashSet<>();
        Set<String> weak = new LinkedHashSet<>();
        for (String tag : split(name, text)) {
            if (tag.startsWith("W/")) {
                weak.add(tag.substring(3, tag.length() - 1));
            } else {
                strong.add(tag.substring(1, tag.length() - 1));
            }
        }
        if (strong.isEmpty() && weak.isEmpty()) {
            throw malformed(name);
        }
        return new EntityTags(false, strong, weak);
    }

    private static List<String> split(String name, String text) {
        List<String> tags = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ',' || c == ' ' || c == '\t') {
                at++;
                continue;
            }
            int open = text.startsWith("W/", at) ? at + 2 : at;
            int close = text.indexOf('"', open + 1);
            if (open >= text.length() || text.charAt(open) != '"' || close < 0) {
                throw malformed(name);
            }
            tags.add(text.substring(at, close + 1));
            at = close + 1;
            if (at < text.length() && ", \t".indexOf(text.charAt(at)) < 0) {
                throw malformed(name);
            }
        }
        return tags;
    }

    private static HttpFailure malformed(String name) {
        return new HttpFailure(400, name + " is '*' or a list of entity tags, each in double quotes");
    }

    /** Whether an existing resource with this tag is meant, weak tags never being equal. */
    boolean matchesStrongly(String etag) {
        return any || strong.contains(etag);
    }

    /** Whether an existing resource with this tag is meant, weak or not. */
    boolean matchesWeakly(String etag) {
        return any || strong.contains(etag) || weak.contains(etag);
    }
}
