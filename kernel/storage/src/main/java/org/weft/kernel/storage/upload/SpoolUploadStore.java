/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.upload.UploadTable.Session;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Checksum;

/** Keeps an upload in the server's spool until it is put into the storage. */
final class SpoolUploadStore implements UploadStore {

    private static final int BUFFER = 256 << 10;

    /** After so many bytes of one part the offset is made durable, so that a crash costs no more. */
    private static final long STEP = 64L << 20;

    private final Spool spool;
    private final String id;
    private final Spool.Writing file;
    private final UploadTable sessions;
    private final UploadLimits limits;
    private final Supplier<Instant> expiry;
    private final Function<InputStream, WriteResult> store;

    /**
     * @param expiry until when a session is kept that goes on now
     * @param store puts a whole body into the storage
     */
    SpoolUploadStore(
            Spool spool,
            String id,
            UploadTable sessions,
            UploadLimits limits,
            Supplier<Instant> expiry,
            Function<InputStream, WriteResult> store) {
        this.spool = spool;
        this.id = id;
        this.file = spool.write(id);
        this.sessions = sessions;
        this.limits = limits;
        this.expiry = expiry;
        this.store = store;
    }

    @Override
    public boolean holds(Session session) {
        return file.size() >= session.received();
    }

    /** What came before a connection broke is kept, unless a checksum covers it. */
    @Override
    public Session receive(Session session, UploadPart part) {
        if (part.length().isPresent() && !spool.hasRoom(part.length().getAsLong())) {
            throw new NoSpace("the server has no room for this part; nothing of it was stored");
        }
        Receiving receiving = new Receiving(session, part);
        boolean whole = false;
        try {
            receiving.run();
            whole = true;
        } finally {
            if (!whole && part.checksum().isPresent()) {
                file.cut(session.received());
            } else {
                receiving.keep();
            }
        }
        return receiving.session;
    }

    private final class Receiving {

        private final UploadPart part;
        private final Optional<MessageDigest> digest;
        private Session session;
        private long position;

        Receiving(Session session, UploadPart part) {
            this.session = session;
            this.part = part;
            this.position = session.received();
            this.digest = part.checksum().map(Checksum::algorithm).map(SpoolUploadStore::digest);
        }

        void run() {
            file.cut(position);
            byte[] buffer = new byte[BUFFER];
            int read = read(buffer);
            while (read >= 0) {
                if (position + read > session.total().orElse(limits.longest())) {
                    file.cut(session.received());
                    position = session.received();
                    throw UploadTooLarge.beyond();
                }
                int length = read;
                digest.ifPresent(sum -> sum.update(buffer, 0, length));
                file.append(position, buffer, read);
                position += read;
                if (digest.isEmpty() && position - session.received() >= STEP) {
                    keep();
                }
                read = read(buffer);
            }
            judge(part.checksum(), digest);
        }

        private int read(byte[] buffer) {
            return SpoolUploadStore.read(part.body(), buffer);
        }

        /** Makes what has come durable. */
        void keep() {
            file.sync();
            session = session.at(position, expiry.get());
            sessions.put(session);
        }
    }

    /**
     * Writes a whole body to a file.
     *
     * @return how many bytes it had
     */
    static long copy(InputStream body, Optional<Checksum> checksum, Spool.Writing file, long most) {
        Optional<MessageDigest> digest = checksum.map(Checksum::algorithm).map(SpoolUploadStore::digest);
        byte[] buffer = new byte[BUFFER];
        long position = 0;
        file.cut(0);
        for (int read = read(body, buffer); read >= 0; read = read(body, buffer)) {
            if (position + read > most) {
                throw UploadTooLarge.beyond();
            }
            int length = read;
            digest.ifPresent(sum -> sum.update(buffer, 0, length));
            file.append(position, buffer, read);
            position += read;
        }
        judge(checksum, digest);
        return position;
    }

    private static int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer, 0, buffer.length);
        } catch (IOException broken) {
            throw brokeOff();
        }
    }

    static InvalidArgument brokeOff() {
        return new InvalidArgument("the body broke off; go on from where the upload stands");
    }

    private static void judge(Optional<Checksum> declared, Optional<MessageDigest> digest) {
        if (digest.isPresent()) {
            String hex = HexFormat.of().formatHex(digest.get().digest());
            if (!hex.equals(declared.orElseThrow().hex())) {
                throw new ChecksumMismatch("the part is not what its checksum says; it was forgotten");
            }
        }
    }

    static MessageDigest digest(Checksum.Algorithm algorithm) {
        String name = switch (algorithm) {
            case SHA1 -> "SHA-1";
            case MD5 -> "MD5";
            case SHA256 -> "SHA-256";
            case ADLER32 -> throw new InvalidArgument("a part's checksum is SHA1, MD5 or SHA256");
        };
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public WriteResult commit(Session session) {
        try (InputStream content = spool.read(id)) {
            return store.apply(content);
        } catch (IOException failure) {
            throw new WeftException.Unavailable("the server's spool failed; try again later", failure);
        }
    }

    @Override
    public void forget() {
        file.cut(0);
        spool.delete(id);
    }

    @Override
    public void close() {
        file.close();
    }
}
