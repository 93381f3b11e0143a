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
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.weft.kernel.storage.resource.MediaTypes;
import org.weft.kernel.storage.resource.Resource;

/**
 * A ZIP file (PKWARE's APPNOTE 6.3) that can be written to a stream: sizes and checksum follow each file's content.
 * Names are UTF-8, times are in the extra field 0x5455 besides DOS's own, and whatever needs 64 bits gets them. Files
 * that are compressed already are passed on in uncompressed blocks of deflate, since what is stored plainly can't be
 * followed by its size.
 */
public final class ZipWriter implements ArchiveWriter {

    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int VERSION = 20;
    private static final int VERSION_64 = 45;
    private static final int UNIX = 3 << 8;
    private static final int UTF8_AND_DESCRIPTOR = 1 << 11 | 1 << 3;
    private static final int UTF8 = 1 << 11;
    private static final int DEFLATED = 8;
    private static final int TIME = 0x5455;
    private static final int WIDE = 0x0001;
    private static final long FULL = 0xffffffffL;

    /** From this length on a file's sizes are written with 64 bits: what deflate can add to it is far less. */
    private static final long WIDE_FROM = 0xff000000L;

    private static final int FILE_MODE = 0100644;
    private static final int FOLDER_MODE = 040755;

    private static final Set<String> DENSE = Set.of(
            "application/zip",
            "application/gzip",
            "application/java-archive",
            "application/epub+zip",
            "application/pdf",
            "application/vnd.apache.parquet",
            "application/vnd.rar",
            "application/x-7z-compressed",
            "application/x-bzip2",
            "application/x-xz",
            "application/zstd",
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/gif",
            "image/heic",
            "image/avif");

    private final OutputStream out;
    private final SpillBuffer directory;
    private final LittleEndianBytes head = new LittleEndianBytes();
    private final Deflater fast = new Deflater(1, true);
    private final Deflater none = new Deflater(0, true);
    private final byte[] in = new byte[64 * 1024];
    private final byte[] packed = new byte[64 * 1024];
    private long offset;
    private long entries;

    /**
     * @param scratch the folder for a large table of contents
     */
    public ZipWriter(OutputStream out, Path scratch) {
        this.out = out;
        this.directory = new SpillBuffer(scratch);
    }

    @Override
    public void folder(String name, Instant mtime) throws IOException {
        byte[] path = (name + '/').getBytes(StandardCharsets.UTF_8);
        long at = offset;
        begin(path, mtime, UTF8, 0, false);
        entry(new Entry(path, mtime, 0, 0, 0, at, true, false));
    }

    @Override
    public void file(String name, Resource file, long length, InputStream content) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        Instant mtime = file.node().mtime();
        boolean wide = length >= WIDE_FROM;
        long at = offset;
        begin(path, mtime, UTF8_AND_DESCRIPTOR, DEFLATED, wide);
        CRC32 crc = new CRC32();
        long size = deflate(isDense(file) ? none : fast, content, length, crc);
        head.clear().four(DESCRIPTOR).four(crc.getValue());
        if (wide) {
            head.eight(size).eight(length);
        } else {
            head.four(size).four(length);
        }
        write(head);
        entry(new Entry(path, mtime, crc.getValue(), size, length, at, false, wide));
    }

    private static boolean isDense(Resource file) {
        String type = MediaTypes.of(file.node());
        return DENSE.contains(type)
                || type.startsWith("video/")
                || type.startsWith("audio/")
                || type.startsWith("application/vnd.o");
    }

    private void begin(byte[] path, Instant mtime, int flags, int method, boolean wide) throws IOException {
        requireShort(path);
        head.clear().four(LOCAL).two(wide ? VERSION_64 : VERSION).two(flags).two(method);
        dos(mtime);
        head.four(0).four(wide ? FULL : 0).four(wide ? FULL : 0);
        head.two(path.length).two(wide ? 29 : 9).bytes(path);
        time(mtime);
        if (wide) {
            head.two(WIDE).two(16).eight(0).eight(0);
        }
        write(head);
    }

    private static void requireShort(byte[] path) throws IOException {
        if (path.length > 0xffff) {
            throw new IOException("a path is longer than a ZIP file can hold");
        }
    }

    private long deflate(Deflater deflater, InputStream content, long length, CRC32 crc) throws IOException {
        deflater.reset();
        long size = 0;
        long left = length;
        while (left > 0) {
            int read = content.read(in, 0, (int) Math.min(in.length, left));
            if (read < 0) {
                throw new EOFException("the file became shorter while it was packed");
            }
            left -= read;
            crc.update(in, 0, read);
            deflater.setInput(in, 0, read);
            while (!deflater.needsInput()) {
                size += pass(deflater);
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            size += pass(deflater);
        }
        return size;
    }

    private int pass(Deflater deflater) throws IOException {
        int length = deflater.deflate(packed);
        write(packed, length);
        return length;
    }

    /** A line of the table of contents. */
    private record Entry(
            byte[] path, Instant mtime, long crc, long size, long length, long at, boolean folder, boolean wide) {}

    private void entry(Entry entry) throws IOException {
        boolean far = entry.at() >= FULL;
        int more = (entry.wide() ? 16 : 0) + (far ? 8 : 0);
        int version = more > 0 ? VERSION_64 : VERSION;
        head.clear().four(CENTRAL).two(UNIX | version).two(version);
        head.two(entry.folder() ? UTF8 : UTF8_AND_DESCRIPTOR).two(entry.folder() ? 0 : DEFLATED);
        dos(entry.mtime());
        head.four(entry.crc()).four(entry.wide() ? FULL : entry.size()).four(entry.wide() ? FULL : entry.length());
        head.two(entry.path().length)
                .two(9 + (more > 0 ? 4 + more : 0))
                .two(0)
                .two(0)
                .two(0);
        head.four((long) (entry.folder() ? FOLDER_MODE : FILE_MODE) << 16 | (entry.folder() ? 0x10 : 0));
        head.four(far ? FULL : entry.at()).bytes(entry.path());
        time(entry.mtime());
        if (more > 0) {
            head.two(WIDE).two(more);
            if (entry.wide()) {
                head.eight(entry.length()).eight(entry.size());
            }
            if (far) {
                head.eight(entry.at());
            }
        }
        directory.write(head.array(), head.length());
        entries++;
    }

    private void dos(Instant mtime) {
        ZonedDateTime time = mtime.atZone(ZoneOffset.UTC);
        int year = Math.clamp(time.getYear(), 1980, 2107);
        head.two(time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() >> 1);
        head.two(year - 1980 << 9 | time.getMonthValue() << 5 | time.getDayOfMonth());
    }

    private void time(Instant mtime) {
        long seconds = Math.clamp(mtime.getEpochSecond(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        head.two(TIME).two(5).one(1).four(seconds);
    }

    @Override
    public void end() throws IOException {
        long start = offset;
        long size = directory.length();
        directory.copyTo(out);
        offset += size;
        boolean wide = entries >= 0xffff || start >= FULL || size >= FULL;
        head.clear();
        if (wide) {
            head.four(END_64)
                    .eight(44)
                    .two(UNIX | VERSION_64)
                    .two(VERSION_64)
                    .four(0)
                    .four(0);
            head.eight(entries).eight(entries).eight(size).eight(start);
            head.four(LOCATOR_64).four(0).eight(start + size).four(1);
        }
        long count = wide ? 0xffff : entries;
        head.four(END).two(0).two(0).two((int) count).two((int) count);
        head.four(wide ? FULL : size).four(wide ? FULL : start).two(0);
        write(head);
    }

    private void write(LittleEndianBytes bytes) throws IOException {
        write(bytes.array(), bytes.length());
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        offset += length;
    }

    @Override
    public void close() throws IOException {
        fast.end();
        none.end();
        directory.close();
    }
}
