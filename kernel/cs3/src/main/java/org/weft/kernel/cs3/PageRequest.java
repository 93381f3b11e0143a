/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.ListSpec;

/**
 * A part of a listing.
 *
 * @param size how many at most; 0 for as many as there are
 * @param after the name behind which it begins
 */
record PageRequest(int size, Optional<String> after) {

    private static final int TOKEN_LIMIT = 2048;

    static PageRequest of(int size, String token) {
        if (size < 0) {
            throw new InvalidArgument("page_size is 0 or more");
        }
        return new PageRequest(size, token.isEmpty() ? Optional.empty() : Optional.of(name(token)));
    }

    /** The token of the page that follows a name. */
    static String token(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String name(String token) {
        try {
            if (token.length() <= TOKEN_LIMIT) {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidArgument("this page_token is not from this server");
        }
        throw new InvalidArgument("this page_token is not from this server");
    }

    /** Whether everything is wanted at once. */
    boolean isWhole() {
        return size == 0 && after.isEmpty();
    }

    boolean isFull(int count) {
        return size > 0 && count >= size;
    }

    /** One more than the page holds, to learn whether another follows. */
    ListSpec spec() {
        return new ListSpec(after, size == 0 ? Long.MAX_VALUE : size + 1L);
    }
}
