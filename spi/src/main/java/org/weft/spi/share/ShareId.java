/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.WeftException;

/**
 * A share's id, unique among all shares of the site whatever their kind.
 *
 * @param value 1 to 64 letters, digits, {@code -} or {@code _}
 */
public record ShareId(String value) {

    public ShareId {
        boolean sound = !value.isEmpty() && value.length() <= 64;
        // A loop: stores make ten thousand of these for one answer.
        for (int i = 0; sound && i < value.length(); i++) {
            sound = isAllowed(value.charAt(i));
        }
        if (!sound) {
            throw new WeftException.InvalidArgument("a share id is 1 to 64 letters, digits, '-' or '_'");
        }
    }

    private static boolean isAllowed(char c) {
        return c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    @Override
    public String toString() {
        return value;
    }
}
