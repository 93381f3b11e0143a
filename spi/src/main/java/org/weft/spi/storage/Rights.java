/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.EnumSet;
import java.util.Set;

/** An immutable set of rights; set operations cost an instruction, because every listed node carries one. */
public final class Rights {

    private static final Rights NONE = new Rights(0);
    private static final Rights ALL = new Rights((1 << Right.values().length) - 1);
    private static final Rights READ =
            of(Right.STAT, Right.GET_PATH, Right.LIST_CONTAINER, Right.DOWNLOAD, Right.GET_QUOTA, Right.LIST_VERSIONS);

    private final int bits;

    private Rights(int bits) {
        this.bits = bits;
    }

    public static Rights none() {
        return NONE;
    }

    public static Rights all() {
        return ALL;
    }

    /** To see and download, and nothing that changes anything. */
    public static Rights read() {
        return READ;
    }

    public static Rights of(Right... rights) {
        int bits = 0;
        for (Right right : rights) {
            bits |= bit(right);
        }
        return new Rights(bits);
    }

    private static int bit(Right right) {
        return 1 << right.ordinal();
    }

    public boolean has(Right right) {
        return (bits & bit(right)) != 0;
    }

    public boolean isEmpty() {
        return bits == 0;
    }

    public Rights and(Rights other) {
        return new Rights(bits & other.bits);
    }

    public Rights plus(Rights other) {
        return new Rights(bits | other.bits);
    }

    public Rights minus(Right... rights) {
        return new Rights(bits & ~of(rights).bits);
    }

    public Set<Right> toSet() {
        EnumSet<Right> set = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (has(right)) {
                set.add(right);
            }
        }
        return set;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rights that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return bits;
    }

    @Override
    public String toString() {
        return toSet().toString();
    }
}
