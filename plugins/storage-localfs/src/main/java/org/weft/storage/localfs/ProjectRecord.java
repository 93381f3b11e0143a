/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the attribute {@code user.weft.space} of a project space's folder holds: words that any tool can show.
 *
 * @param name shown to people
 */
record ProjectRecord(String name) {

    private static final String FORM = "project/1";

    static Optional<ProjectRecord> parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 2 || !words[0].equals(FORM)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProjectRecord(URLDecoder.decode(words[1], StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException torn) {
            return Optional.empty();
        }
    }

    String text() {
        return FORM + ' ' + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }
}
