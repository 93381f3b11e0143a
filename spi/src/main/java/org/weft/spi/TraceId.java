/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * The id of one request, in every log line and every answer's status: 1 to 64 characters of {@code [A-Za-z0-9_-]}.
 *
 * @param value the id
 */
public record TraceId(String value) {

    public TraceId {
        if (value.isEmpty() || value.length() > 64 || !value.chars().allMatch(TraceId::allowed)) {
            throw new IllegalArgumentException("a trace id is 1 to 64 letters, digits, '-' or '_'");
        }
    }

    private static boolean allowed(int c) {
        return c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    @Override
    public String toString() {
        return value;
    }
}
