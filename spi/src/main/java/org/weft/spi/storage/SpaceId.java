/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import org.weft.spi.WeftException;

/**
 * A space's id within one driver instance: 1 to 255 characters that need no escaping in a URL.
 *
 * @param value letters, digits, {@code - _ . ~}
 */
public record SpaceId(String value) {

    public SpaceId {
        requireUrlSafe("space id", value);
    }

    static void requireUrlSafe(String what, String value) {
        boolean safe = !value.isEmpty() && value.length() <= 255;
        for (int i = 0; safe && i < value.length(); i++) {
            char c = value.charAt(i);
            safe = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '-'
                    || c == '_'
                    || c == '.'
                    || c == '~';
        }
        if (!safe) {
            throw new WeftException.InvalidArgument("a " + what + " is 1 to 255 letters, digits, '-', '_', '.' or '~'");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
