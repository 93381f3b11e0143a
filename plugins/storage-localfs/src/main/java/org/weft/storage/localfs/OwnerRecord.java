/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/**
 * What the attribute {@code user.weft.space} of a personal space's folder holds: words that any tool can show.
 *
 * @param user the owner
 * @param username the login name when it was made
 */
record OwnerRecord(UserId user, String username) {

    private static final String FORM = "personal/1";

    static Optional<OwnerRecord> parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 5 || !words[0].equals(FORM)) {
            return Optional.empty();
        }
        try {
            UserType type = UserType.valueOf(words[3]);
            return Optional.of(new OwnerRecord(new UserId(decode(words[1]), decode(words[2]), type), decode(words[4])));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    String text() {
        return String.join(
                " ",
                FORM,
                encode(user.idp()),
                encode(user.opaque()),
                user.type().name(),
                encode(username));
    }

    private static String encode(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static String decode(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
