/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Open Cloud Mesh as a peer tells it.
 *
 * @param written such as {@code 1.4.0} or {@code 1.0-proposal1}
 */
public record ApiVersion(int major, int minor, String written) {

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})(?:\\.(\\d{1,4}))?.{0,40}");

    /** Reads it; what can't be read is the oldest. */
    static ApiVersion parse(String written) {
        Matcher matcher = FORM.matcher(written.strip());
        if (!matcher.matches()) {
            return new ApiVersion(1, 0, "unknown");
        }
        String minor = matcher.group(2);
        return new ApiVersion(
                Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor), written.strip());
    }

    public boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public String toString() {
        return written;
    }
}
