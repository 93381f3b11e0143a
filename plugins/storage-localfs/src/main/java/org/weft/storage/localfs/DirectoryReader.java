/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the names in an open folder, block by block, in the order of the file system. Not thread-safe. */
final class DirectoryReader implements AutoCloseable {

    private static final int BLOCK = 32 * 1024;
    private static final int NAME = 19;
    private static final byte UNKNOWN = 0;
    private static final byte FOLDER = 4;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment block;
    private final int fd;
    private long end;
    private long at;
    private long nameLength;
    private long name;

    /**
     * @param fd a folder that was opened for this reader alone, because reading moves its position
     */
    DirectoryReader(int fd) {
        this(fd, BLOCK);
    }

    /**
     * @param size of the block that names are read into, in bytes; a few names at least must fit
     */
    DirectoryReader(int fd, int size) {
        this.fd = fd;
        this.block = arena.allocate(size, 8);
    }

    /** Goes to the next name. @return false at the end */
    boolean next(CallBuffer s) throws IOException {
        do {
            if (at >= end) {
                at = 0;
                end = Posix.entries(s, fd, block);
                if (end < 0) {
                    throw Errno.raise(end, "to list a folder");
                }
                if (end == 0) {
                    return false;
                }
            }
            name = at + NAME;
            nameLength = length();
            at += Short.toUnsignedInt(block.get(JAVA_SHORT_UNALIGNED, at + 16));
        } while (isDots());
        return true;
    }

    private long length() {
        long last = name;
        while (block.get(JAVA_BYTE, last) != 0) {
            last++;
        }
        return last - name;
    }

    private boolean isDots() {
        return nameLength <= 2
                && block.get(JAVA_BYTE, name) == '.'
                && (nameLength == 1 || block.get(JAVA_BYTE, name + 1) == '.');
    }

    /** Whether the folder itself tells that the name is no folder's. */
    boolean isNoFolder() {
        byte type = block.get(JAVA_BYTE, name - 1);
        return type != UNKNOWN && type != FOLDER;
    }

    /** The name in native memory, until the next one is read. */
    MemorySegment nativeName() {
        return block.asSlice(name, nameLength + 1);
    }

    /** The name; null when its bytes are not UTF-8, so that nobody could address it. */
    @Nullable
    String name() {
        byte[] bytes = new byte[(int) nameLength];
        boolean ascii = true;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = block.get(JAVA_BYTE, name + i);
            ascii &= bytes[i] > 0;
        }
        if (ascii) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUnicode) {
            return null;
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
