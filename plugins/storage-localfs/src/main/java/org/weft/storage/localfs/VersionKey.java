/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.HexFormat;
import java.util.Optional;
import org.weft.spi.storage.SpaceId;

/**
 * The name of an earlier content's file: when it was replaced, and the space in which that happened, where it counts.
 *
 * @param stamp nanoseconds since 1970; later ones of a file are greater
 * @param space the space
 */
record VersionKey(long stamp, SpaceId space) implements Comparable<VersionKey> {

    private static final int DIGITS = 16;

    static Optional<VersionKey> parse(String text) {
        if (text.length() <= DIGITS + 1
                || text.charAt(DIGITS) != '.'
                || !text.chars().limit(DIGITS).allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        String space = text.substring(DIGITS + 1);
        VersionKey key = new VersionKey(HexFormat.fromHexDigitsToLong(text, 0, DIGITS), new SpaceId(space));
        return Id.parse(space).isPresent() && key.text().equals(text) ? Optional.of(key) : Optional.empty();
    }

    String text() {
        return HexFormat.of().toHexDigits(stamp) + '.' + space.value();
    }

    @Override
    public int compareTo(VersionKey other) {
        int byTime = Long.compare(stamp, other.stamp);
        return byTime != 0 ? byTime : space.value().compareTo(other.space.value());
    }
}
