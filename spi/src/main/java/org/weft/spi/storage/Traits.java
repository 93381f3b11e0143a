/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Set;

/**
 * What is true of a driver instance, beyond the abilities that it shows by returning their objects. Known after {@link
 * StorageDriver#start}; constant from then on. All truths default to false: a driver claims what it keeps.
 */
public final class Traits {

    private final Set<Trait> truths;
    private final Set<Checksum.Algorithm> checksums;
    private final int maxNameBytes;
    private final long maxFileBytes;
    private final Enforcement enforcement;

    private Traits(
            Set<Trait> truths,
            Set<Checksum.Algorithm> checksums,
            int maxNameBytes,
            long maxFileBytes,
            Enforcement enforcement) {
        this.truths = Set.copyOf(truths);
        this.checksums = Set.copyOf(checksums);
        this.maxNameBytes = maxNameBytes;
        this.maxFileBytes = maxFileBytes;
        this.enforcement = enforcement;
    }

    /** Traits with these truths, names of up to 255 bytes, files of any size, and the kernel to enforce rights. */
    public static Traits of(Trait... truths) {
        return new Traits(Set.of(truths), Set.of(), 255, Long.MAX_VALUE, Enforcement.KERNEL);
    }

    public Traits withChecksums(Checksum.Algorithm... kept) {
        return new Traits(truths, Set.of(kept), maxNameBytes, maxFileBytes, enforcement);
    }

    public Traits withLimits(int nameBytes, long fileBytes) {
        return new Traits(truths, checksums, nameBytes, fileBytes, enforcement);
    }

    public Traits withEnforcement(Enforcement by) {
        return new Traits(truths, checksums, maxNameBytes, maxFileBytes, by);
    }

    public boolean has(Trait trait) {
        return truths.contains(trait);
    }

    public Set<Trait> truths() {
        return truths;
    }

    /** The digests that the driver keeps with each file written through it. */
    public Set<Checksum.Algorithm> checksums() {
        return checksums;
    }

    /** The longest name in bytes of UTF-8. */
    public int maxNameBytes() {
        return maxNameBytes;
    }

    /** The largest file in bytes. */
    public long maxFileBytes() {
        return maxFileBytes;
    }

    public Enforcement enforcement() {
        return enforcement;
    }

    /** Who decides what a caller may do. */
    public enum Enforcement {
        /** The kernel, by space owner, members and grants. */
        KERNEL,
        /** The backend has access rights of its own. */
        DRIVER
    }

    /** The single truths. */
    public enum Trait {
        /** Only reading: put, makeFolder, delete and move answer {@code Unsupported}. */
        READ_ONLY,
        /** {@code A} and {@code a} are two names. */
        CASE_SENSITIVE,
        /** Ids stay with their nodes; without it the kernel adds no locks, properties or labels. */
        STABLE_IDS,
        /** A put is visible whole or not at all, also after a crash. Mandatory for a writable local driver. */
        ATOMIC_PUT,
        /** A put's precondition and its commit are one step. Mandatory for a writable local driver. */
        CONDITIONAL_PUT,
        /** A move, also over an existing target, is one visible step. */
        ATOMIC_MOVE,
        /** An etag never returns, not even for the same size within the same instant. */
        STRONG_ETAG,
        /** A folder's etag, size and mtime follow every change below it. */
        FOLDER_ETAG_PROPAGATES,
        /** A folder exists without children. */
        EMPTY_FOLDERS,
        /** A put can set the time of modification. */
        SETTABLE_MTIME,
        /** A part of a file costs no more than its bytes. */
        NATIVE_RANGE,
        /** {@code ListSpec.after} works. */
        RESUMABLE_LIST,
        /**
         * Several servers of one site may serve the storage at the same time; without it a server that has neighbours
         * refuses to.
         */
        SHARED
    }
}
