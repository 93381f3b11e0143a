/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.weft.spi.storage.NodeId;

/** A node's id: 128 random bits, written as 22 letters of base64url. */
record Id(long high, long low) {

    private static final int LENGTH = 22;

    /** What base64url writes as {@code -}. */
    private static final int DASH = 62;

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** A new one. It never begins with {@code -}, which programs of the command line would take for an option. */
    static Id mint(RandomGenerator random) {
        long high = random.nextLong();
        while (high >>> 58 == DASH) {
            high = random.nextLong();
        }
        return new Id(high, random.nextLong());
    }

    /**
     * The id of a node that bears no attribute (a symbolic link, a file that belongs to somebody else): made from its
     * inode number and time of birth, and so the same after a renaming.
     */
    static Id ofInode(long inode, long born) {
        return new Id(inode, EtagHash.of(born) | 1);
    }

    static Optional<Id> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            Id id = new Id(bytes.getLong(), bytes.getLong());
            return id.text().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    String text() {
        byte[] bytes = new byte[16];
        ByteBuffer.wrap(bytes).putLong(high).putLong(low);
        return ENCODER.encodeToString(bytes);
    }

    NodeId nodeId() {
        return new NodeId(text());
    }

    @Override
    public String toString() {
        return text();
    }
}
