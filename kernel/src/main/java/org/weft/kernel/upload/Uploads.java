/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.service.Files;
import org.weft.kernel.service.PutRequest;
import org.weft.kernel.service.Written;
import org.weft.kernel.state.StateDatabase;
import org.weft.kernel.upload.SessionTable.Session;
import org.weft.kernel.upload.SessionTable.State;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.OnConflict;

/**
 * Files that are sent: at once, or in parts that survive a broken connection and a restart. Nothing is visible before
 * the last byte has come; then the file is put in its place in one step. Thread-safe, also among nodes that share the
 * database and the spool.
 */
public final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int BUFFER = 256 << 10;

    /** After so many bytes of one part the offset is made durable, so that a crash costs no more. */
    private static final long STEP = 64L << 20;

    private static final int SWEEP = 500;
    private static final Duration ORPHAN = Duration.ofHours(1);

    private final Files files;
    private final SessionTable sessions;
    private final Spool spool;
    private final UploadLimits limits;
    private final Clock clock;

    /**
     * @param spool the folder for what has come so far; made when it is missing
     */
    public Uploads(Files files, StateDatabase database, Path spool, UploadLimits limits, Clock clock) {
        this.files = files;
        this.sessions = new SessionTable(database);
        this.spool = new Spool(spool);
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes a file at once. Its length is the order's or the body's, which must agree. */
    public Written put(Order.Upload order, Caller caller, OptionalLong length, InputStream body) {
        if (order.length().isPresent() && length.isPresent() && order.length().getAsLong() != length.getAsLong()) {
            throw new InvalidArgument("the body has " + length.getAsLong() + " bytes, and the upload was ordered with "
                    + order.length().getAsLong() + "; nothing was stored");
        }
        return store(order, caller, order.length().isPresent() ? order.length() : length, body);
    }

    private Written store(Order.Upload order, Caller caller, OptionalLong length, InputStream body) {
        PutRequest request = new PutRequest(
                length, order.mtime(), order.declared(), OnConflict.REPLACE, Optional.empty(), order.change());
        return files.put(caller, order.target(), request, body);
    }

    /**
     * How an upload in parts stands; at 0 when nothing has come.
     *
     * @throws NotFound when it was ended
     */
    public Progress progress(Order.Upload order) {
        return progress(session(order), Optional.empty());
    }

    private Session session(Order.Upload order) {
        Session session = sessions.find(order.id())
                .orElseGet(() -> new Session(order.id(), 0, order.length(), expiry(), State.OPEN));
        if (session.state() == State.ENDED) {
            throw new NotFound("this upload was ended; begin a new one");
        }
        return session;
    }

    private Instant expiry() {
        return clock.instant().plus(limits.idle());
    }

    private static Progress progress(Session session, Optional<Written> written) {
        return new Progress(
                session.received(), session.total(), session.expires(), session.state() == State.COMPLETE, written);
    }

    /**
     * Takes the next part; with the last one the file is put in its place.
     *
     * @throws Conflict when the part does not begin where the upload stands
     * @throws ChecksumMismatch when the part is not what its checksum says; it is forgotten, the others stay
     * @throws TooLong when more comes than the upload has
     * @throws NotFound when it was ended
     * @throws WeftException.Locked when another request sends to the upload
     */
    public Progress append(Order.Upload order, Caller caller, Part part) {
        Session before = session(order);
        requirePlace(before, part);
        if (before.state() == State.COMPLETE) {
            return progress(before, Optional.empty());
        }
        try (Spool.Writing file = spool.write(order.id())) {
            Session session = known(session(order), part.total());
            requirePlace(session, part);
            if (session.state() == State.COMPLETE) {
                spool.delete(order.id());
                return progress(session, Optional.empty());
            }
            requireKept(session, file);
            Session grown = receive(session, file, part);
            boolean last = grown.total().isPresent() && grown.total().getAsLong() == grown.received();
            return last ? commit(order, caller, grown) : progress(grown, Optional.empty());
        }
    }

    private Session known(Session session, OptionalLong total) {
        OptionalLong length = session.total().isPresent() ? session.total() : total;
        if (length.isPresent() && total.isPresent() && length.getAsLong() != total.getAsLong()) {
            throw new InvalidArgument("the upload has a length of " + length.getAsLong() + ", which stays");
        }
        if (length.isPresent() && (length.getAsLong() < 0 || length.getAsLong() > limits.longest())) {
            throw new TooLong("an upload may have " + limits.longest() + " bytes");
        }
        return new Session(session.id(), session.received(), length, expiry(), session.state());
    }

    private void requirePlace(Session session, Part part) {
        if (part.offset() != session.received()) {
            throw new Conflict("the upload stands at " + session.received() + ", not at " + part.offset());
        }
        long left = session.total().orElse(limits.longest()) - session.received();
        if (part.length().isPresent() && part.length().getAsLong() > left) {
            throw new TooLong(
                    "the upload lacks " + left + " bytes, and " + part.length().getAsLong() + " are announced");
        }
        if (part.length().isPresent() && !spool.hasRoom(part.length().getAsLong())) {
            throw new NoSpace("the server has no room for this part; nothing of it was stored");
        }
    }

    private void requireKept(Session session, Spool.Writing file) {
        if (file.size() < session.received()) {
            sessions.put(new Session(session.id(), 0, session.total(), session.expires(), State.OPEN));
            throw new Conflict("what had come was lost; send it again from 0");
        }
    }

    /** Writes the part behind what is there. What came before a connection broke is kept, unless a checksum covers it. */
    private Session receive(Session session, Spool.Writing file, Part part) {
        Receiving receiving = new Receiving(session, file, part);
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

        private final Spool.Writing file;
        private final Part part;
        private final Optional<MessageDigest> digest;
        private Session session;
        private long position;

        Receiving(Session session, Spool.Writing file, Part part) {
            this.session = session;
            this.file = file;
            this.part = part;
            this.position = session.received();
            this.digest = part.checksum().map(Checksum::algorithm).map(Uploads::digest);
        }

        void run() {
            file.cut(position);
            byte[] buffer = new byte[BUFFER];
            int read = read(buffer);
            while (read >= 0) {
                if (position + read > session.total().orElse(limits.longest())) {
                    file.cut(session.received());
                    position = session.received();
                    throw new TooLong("the body goes on beyond the length of the upload");
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
            judge();
        }

        private int read(byte[] buffer) {
            try {
                return part.body().read(buffer, 0, buffer.length);
            } catch (IOException broken) {
                throw new InvalidArgument("the body broke off; go on from where the upload stands");
            }
        }

        private void judge() {
            if (digest.isPresent()) {
                String hex = HexFormat.of().formatHex(digest.get().digest());
                if (!hex.equals(part.checksum().orElseThrow().hex())) {
                    throw new ChecksumMismatch("the part is not what its checksum says; it was forgotten");
                }
            }
        }

        /** Makes what has come durable. */
        void keep() {
            file.sync();
            session = new Session(session.id(), position, session.total(), expiry(), State.OPEN);
            sessions.put(session);
        }
    }

    private static MessageDigest digest(Checksum.Algorithm algorithm) {
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

    /** Puts the file in its place. When that fails the bytes stay, and an empty last part tries again. */
    private Progress commit(Order.Upload order, Caller caller, Session session) {
        Written written;
        try (InputStream content = spool.read(order.id())) {
            written = store(order, caller, session.total(), content);
        } catch (ChecksumMismatch hopeless) {
            end(session);
            throw hopeless;
        } catch (IOException failure) {
            throw new WeftException.Unavailable("the server's spool failed; try again later", failure);
        }
        Session done = new Session(session.id(), session.received(), session.total(), expiry(), State.COMPLETE);
        sessions.put(done);
        spool.delete(order.id());
        return progress(done, Optional.of(written));
    }

    /**
     * Ends an upload; what lies at the target stays as it is.
     *
     * @throws NotFound when it was ended before
     * @throws WeftException.Locked while another request sends to it
     */
    public void abort(Order.Upload order) {
        Session session = session(order);
        try (Spool.Writing file = spool.write(order.id())) {
            file.cut(0);
            end(session);
        }
    }

    private void end(Session session) {
        sessions.put(new Session(session.id(), 0, session.total(), expiry(), State.ENDED));
        spool.delete(session.id());
    }

    /** Forgets uploads that did not go on; call it at the start and now and then. */
    public void sweep() {
        Instant now = clock.instant();
        List<String> expired = sessions.expired(now, SWEEP);
        for (String id : expired) {
            spool.delete(id);
            sessions.remove(id);
        }
        for (String id : spool.untouchedSince(now.minus(ORPHAN))) {
            if (sessions.find(id).isEmpty()) {
                spool.delete(id);
            }
        }
        if (!expired.isEmpty()) {
            LOG.atInfo().addKeyValue("count", expired.size()).log("uploads-expired");
        }
    }
}
