/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.files.DiskRoom;
import org.weft.spi.WeftException.NoSpace;

/**
 * Room on the disk of the data folder that is kept for the day when all the rest is taken: a file of zeros. With it a server
 * starts on a disk without a free byte, and people can read, delete and empty their trash; what would store something new
 * is answered with 507 until there is room again. Thread-safe.
 */
final class DiskReserve implements DiskRoom {

    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    /** With less than this nothing new is stored: the rest is for the notes that deleting takes. */
    private static final long LEAST = 16L << 20;

    /** With less than this even deleting fails, and the reserve is given up. */
    private static final long NOTHING = 2L << 20;

    private final Path data;
    private final Path file;
    private final long size;
    private volatile boolean full;

    /**
     * Gives the reserve up when the disk is full; the rest of the start can then write.
     *
     * @param data the folder of the server
     * @param size bytes; 0 for no reserve
     */
    DiskReserve(Path data, long size) {
        this.data = data;
        this.file = data.resolve("reserve");
        this.size = size;
        look();
    }

    /** What is wrong with the disk, for who watches the server. */
    Optional<String> ailment() {
        return full ? Optional.of(words()) : Optional.empty();
    }

    private String words() {
        return "the disk of " + data
                + " is full; people can read and delete, and nothing new is stored until there is room";
    }

    @Override
    public void require() {
        if (full) {
            throw new NoSpace("the server's disk is full; nothing was stored. Delete something, or tell who runs it");
        }
    }

    /** Looks how full the disk is, and makes the reserve anew once there is room for it; call it now and then. */
    void keep() {
        look();
        if (!full && size > 0) {
            restore();
        }
    }

    private void look() {
        try {
            long free = free();
            boolean was = full;
            if (free < NOTHING && Files.deleteIfExists(file)) {
                free = free();
                full = true;
                LOG.atWarn().addKeyValue("file", file).log("disk-reserve-given-up");
            } else {
                full = free < (was ? size + LEAST : LEAST);
            }
            if (full != was) {
                (full ? LOG.atWarn() : LOG.atInfo())
                        .addKeyValue("folder", data)
                        .addKeyValue("free", free)
                        .log(full ? "disk-full" : "disk-has-room");
            }
        } catch (IOException unknown) {
            LOG.atWarn().addKeyValue("folder", data).setCause(unknown).log("disk-not-looked-at");
        }
    }

    private long free() throws IOException {
        return Files.getFileStore(data).getUsableSpace();
    }

    /** Written out, since a file of holes takes no room. */
    private void restore() {
        try {
            if (Files.exists(file) && Files.size(file) == size) {
                return;
            }
            if (free() < 2 * size + LEAST) {
                return; // on a disk as small as this a reserve would take what people need
            }
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] zeros = new byte[1 << 20];
                for (long left = size; left > 0; left -= zeros.length) {
                    out.write(zeros, 0, (int) Math.min(left, zeros.length));
                }
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException failure) {
            LOG.atWarn().addKeyValue("file", file).setCause(failure).log("disk-reserve-not-made");
        }
    }
}
