/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.util.Arrays;

/** Collects numbers as ZIP files have them, the lowest byte first. For one thread. */
final class LittleEndianBytes {

    private byte[] array = new byte[256];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    LittleEndianBytes clear() {
        length = 0;
        return this;
    }

    LittleEndianBytes one(int value) {
        return number(value, 1);
    }

    LittleEndianBytes two(int value) {
        return number(value, 2);
    }

    LittleEndianBytes four(long value) {
        return number(value, 4);
    }

    LittleEndianBytes eight(long value) {
        return number(value, 8);
    }

    private LittleEndianBytes number(long value, int size) {
        room(size);
        for (int i = 0; i < size; i++) {
            array[length++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    LittleEndianBytes bytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, array, length, more.length);
        length += more.length;
        return this;
    }

    private void room(int more) {
        if (length + more > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + more));
        }
    }
}
