/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;

/**
 * The attribute by which an entry is known for ever. Active Directory's objectGUID is sixteen bytes, of which it writes
 * the first three fields with the lowest byte first; here it is told as Microsoft's own tools do.
 *
 * @param attribute its name
 */
record EntryId(String attribute) {

    private static final int GUID_BYTES = 16;

    private boolean isGuid() {
        return attribute.equalsIgnoreCase("objectGUID");
    }

    Optional<String> of(Entry entry) {
        if (!isGuid()) {
            return Optional.ofNullable(entry.getAttributeValue(attribute)).filter(value -> !value.isEmpty());
        }
        byte[] bytes = entry.getAttributeValueBytes(attribute);
        return bytes == null || bytes.length != GUID_BYTES ? Optional.empty() : Optional.of(text(bytes));
    }

    /** Finds the entry with this id; empty when no entry can have it. */
    Optional<Filter> is(String id) {
        if (!isGuid()) {
            return Optional.of(Filter.createEqualityFilter(attribute, id));
        }
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equals(id)
                    ? Optional.of(Filter.createEqualityFilter(attribute, bytes(uuid)))
                    : Optional.empty();
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        ByteBuffer low = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long high = (low.getInt() & 0xffffffffL) << 32 | (low.getShort() & 0xffffL) << 16 | (low.getShort() & 0xffffL);
        return new UUID(high, low.order(ByteOrder.BIG_ENDIAN).getLong()).toString();
    }

    private static byte[] bytes(UUID uuid) {
        long high = uuid.getMostSignificantBits();
        return ByteBuffer.allocate(GUID_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
