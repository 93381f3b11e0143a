/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.weft.kernel.storage.resource.Resource;

/**
 * A tar file in POSIX's pax form (IEEE 1003.1, pax): each entry's path and time go before it in a record of their own
 * wherever the old header can't hold them, so that long names, any script and large files survive.
 */
public final class TarWriter implements ArchiveWriter {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long LARGEST = 077777777777L;

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK];
    private final byte[] buffer = new byte[64 * 1024];

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void folder(String name, Instant mtime) throws IOException {
        header(name + '/', 0755, 0, mtime, '5');
    }

    @Override
    public void file(String name, Resource file, long length, InputStream content) throws IOException {
        header(name, 0644, length, file.node().mtime(), '0');
        long left = length;
        while (left > 0) {
            int read = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("the file became shorter while it was packed");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        pad(length);
    }

    private void header(String name, int mode, long length, Instant mtime, char type) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        StringBuilder records = new StringBuilder();
        if (path.length > NAME || path.length != name.length()) {
            record(records, "path", name);
        }
        if (length > LARGEST) {
            record(records, "size", Long.toString(length));
        }
        long seconds = mtime.getEpochSecond();
        if (mtime.getNano() != 0 || seconds < 0 || seconds > LARGEST) {
            record(records, "mtime", decimal(mtime));
        }
        long plain = Math.clamp(seconds, 0, LARGEST);
        if (!records.isEmpty()) {
            byte[] extended = records.toString().getBytes(StandardCharsets.UTF_8);
            ustar("PaxHeaders/entry".getBytes(StandardCharsets.US_ASCII), 0644, extended.length, plain, 'x');
            out.write(extended, 0, extended.length);
            pad(extended.length);
        }
        ustar(path, mode, length > LARGEST ? 0 : length, plain, type);
    }

    /** Seconds with a fraction, rounded towards the past as pax wants it. */
    private static String decimal(Instant mtime) {
        long seconds = mtime.getEpochSecond();
        int nanos = mtime.getNano();
        if (seconds < 0 && nanos > 0) {
            return String.format(java.util.Locale.ROOT, "-%d.%09d", -(seconds + 1), 1_000_000_000 - nanos);
        }
        return nanos == 0 ? Long.toString(seconds) : String.format(java.util.Locale.ROOT, "%d.%09d", seconds, nanos);
    }

    /** A record begins with its own length, which counts its own digits. */
    private static void record(StringBuilder records, String key, String value) {
        int rest = key.length() + value.getBytes(StandardCharsets.UTF_8).length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() > Integer.toString(rest).length()) {
            length++;
        }
        records.append(length).append(' ').append(key).append('=').append(value).append('\n');
    }

    private void ustar(byte[] path, int mode, long length, long seconds, char type) throws IOException {
        Arrays.fill(block, (byte) 0);
        System.arraycopy(path, 0, block, 0, Math.min(path.length, NAME));
        octal(mode, 100, 8);
        octal(0, 108, 8);
        octal(0, 116, 8);
        octal(length, 124, 12);
        octal(seconds, 136, 12);
        block[156] = (byte) type;
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(sum, 148, 7);
        block[155] = ' ';
        out.write(block, 0, BLOCK);
    }

    private void octal(long value, int at, int size) {
        long rest = value;
        for (int i = at + size - 2; i >= at; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[at + size - 1] = 0;
    }

    private void pad(long length) throws IOException {
        int over = (int) (length % BLOCK);
        if (over > 0) {
            Arrays.fill(block, (byte) 0);
            out.write(block, 0, BLOCK - over);
        }
    }

    /** Two empty blocks, without which no reader takes the file for whole. */
    @Override
    public void end() throws IOException {
        Arrays.fill(block, (byte) 0);
        out.write(block, 0, BLOCK);
        out.write(block, 0, BLOCK);
    }

    @Override
    public void close() {}
}
