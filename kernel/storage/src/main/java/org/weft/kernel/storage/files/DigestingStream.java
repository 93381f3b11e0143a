/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;

/**
 * A body on its way to a driver: counts and digests it, and throws at its end when it is not what the client declared.
 * By the contract of {@code put} nothing has changed then. For one thread.
 */
final class DigestingStream extends FilterInputStream {

    /** What is digested without being asked for: what sync clients compare by. */
    private static final List<Algorithm> UNASKED = List.of(Algorithm.SHA1, Algorithm.MD5);

    /** From how many bytes on a body is long. */
    private static final long LONG = 4 << 20;

    private final OptionalLong length;
    private final List<Checksum> declared;
    private final Map<Algorithm, MessageDigest> digests = new EnumMap<>(Algorithm.class);
    private final Adler32 adler = new Adler32();
    private final boolean sums;
    private @Nullable List<Checksum> checksums;
    private long count;
    private final DigestThreads threads;
    private final PendingPuts.Pending pending;
    private Optional<ParallelDigest> aside = Optional.empty();

    /**
     * @param kept what the driver keeps with a file: digested beside the writing, and nothing more than is of use
     * @param threads help with long bodies
     * @param pending counts the body while it comes
     */
    DigestingStream(
            InputStream body,
            OptionalLong length,
            List<Checksum> declared,
            Set<Algorithm> kept,
            DigestThreads threads,
            PendingPuts.Pending pending) {
        super(body);
        this.pending = pending;
        this.threads = threads;
        this.length = length;
        this.declared = declared;
        this.sums = kept.contains(Algorithm.ADLER32)
                || declared.stream().anyMatch(checksum -> checksum.algorithm() == Algorithm.ADLER32);
        UNASKED.stream().filter(kept::contains).forEach(this::add);
        declared.forEach(checksum -> add(checksum.algorithm()));
    }

    private void add(Algorithm algorithm) {
        String name = switch (algorithm) {
            case SHA1 -> "SHA-1";
            case MD5 -> "MD5";
            case SHA256 -> "SHA-256";
            case ADLER32 -> "";
        };
        if (name.isEmpty() || digests.containsKey(algorithm)) {
            return;
        }
        try {
            digests.put(algorithm, MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(name + " is missing from this JDK", missing);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        if (count == 0 && length.isPresent()) {
            pending.announce(length.getAsLong()); // not before, since the driver judges conditions first
        }
        int read;
        try {
            read = in.read(buffer, offset, wanted);
        } catch (IOException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw failure; // the server ended the call, not the client
            }
            throw brokeOff();
        }
        if (read < 0) {
            end();
            return -1;
        }
        if (count < LONG && count + read >= LONG && digests.size() > 1) {
            // More than one digest makes a long body slower than the storage; MD5 is the slowest.
            aside = Optional.ofNullable(digests.get(Algorithm.MD5)).flatMap(threads::digesting);
            aside.ifPresent(second -> digests.remove(Algorithm.MD5));
        }
        count += read;
        pending.reach(count);
        if (aside.isPresent()) {
            aside.get().update(buffer, offset, read);
        }
        if (sums) {
            adler.update(buffer, offset, read);
        }
        for (MessageDigest digest : digests.values()) {
            digest.update(buffer, offset, read);
        }
        return read;
    }

    /** Blames the client and not the storage, through which it passes. */
    private InvalidArgument brokeOff() {
        return new InvalidArgument("the body broke off after " + count + " bytes; nothing was stored");
    }

    @Override
    public long skip(long n) throws IOException {
        throw new IOException("a body is read, not skipped");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** The body belongs to the protocol. */
    @Override
    public void close() {}

    /** Gives back what helped, whether or not the body came to its end. */
    void release() {
        aside.ifPresent(threads::ended);
    }

    private void end() throws InterruptedIOException {
        if (checksums != null) {
            return;
        }
        if (length.isPresent() && length.getAsLong() != count) {
            throw new InvalidArgument("the body has " + count + " bytes, and " + length.getAsLong()
                    + " were announced; nothing was stored");
        }
        List<Checksum> complete = new ArrayList<>();
        if (aside.isPresent()) {
            complete.add(new Checksum(
                    Algorithm.MD5, HexFormat.of().formatHex(aside.get().digest())));
        }
        digests.forEach((algorithm, digest) ->
                complete.add(new Checksum(algorithm, HexFormat.of().formatHex(digest.digest()))));
        if (sums) {
            complete.add(new Checksum(Algorithm.ADLER32, HexFormat.of().toHexDigits((int) adler.getValue())));
        }
        for (Checksum wanted : declared) {
            if (!complete.contains(wanted)) {
                throw new ChecksumMismatch("the body's " + wanted.algorithm() + " is not " + wanted.hex()
                        + " as the request says; nothing was stored");
            }
        }
        checksums = List.copyOf(complete);
    }

    /** The digests; complete once the body has ended. */
    List<Checksum> checksums() {
        if (checksums == null) {
            throw new IllegalStateException("the body has not ended");
        }
        return checksums;
    }
}
