/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.upload.DriverUploads.Kept;
import org.weft.kernel.storage.upload.UploadTable.Session;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.storage.Checksum;

/** Leaves the bytes of an upload to the storage, which keeps them by itself; here are only its digests. */
final class DriverUploadStore implements UploadStore {

    private final DriverUploads uploads;
    private final Kept kept;
    private final TransferOrder.Upload order;
    private final Caller caller;
    private final PutRequest request;
    private final Spool spool;
    private final UploadTable sessions;
    private final UploadLimits limits;
    private final Supplier<Instant> expiry;

    /**
     * @param request what becomes of the whole
     * @param spool where a part waits whose checksum must be judged before it counts
     * @param expiry until when a session is kept that goes on now
     */
    DriverUploadStore(
            DriverUploads uploads,
            Kept kept,
            TransferOrder.Upload order,
            Caller caller,
            PutRequest request,
            Spool spool,
            UploadTable sessions,
            UploadLimits limits,
            Supplier<Instant> expiry) {
        this.uploads = uploads;
        this.kept = kept;
        this.order = order;
        this.caller = caller;
        this.request = request;
        this.spool = spool;
        this.sessions = sessions;
        this.limits = limits;
        this.expiry = expiry;
    }

    @Override
    public boolean holds(Session session) {
        return true; // the session was taken from what the storage says
    }

    @Override
    public Session receive(Session session, UploadPart part) {
        return part.checksum().isPresent() ? judged(session, part) : straight(session, part.body());
    }

    /** A part with a checksum waits in the spool, because the storage can't give back what it has. */
    private Session judged(Session session, UploadPart part) {
        String waiting = order.id() + "-part";
        try (Spool.Writing file = spool.write(waiting)) {
            SpoolUploadStore.copy(
                    part.body(), part.checksum(), file, session.total().orElse(limits.longest()) - session.received());
            try (InputStream whole = spool.read(waiting)) {
                return straight(session, whole);
            }
        } catch (IOException failure) {
            throw new WeftException.Unavailable("the server's spool failed; try again later", failure);
        } finally {
            spool.delete(waiting);
        }
    }

    private Session straight(Session session, InputStream body) {
        Metered metered = new Metered(body, session);
        long durable;
        try {
            durable = uploads.append(caller, order.target(), kept, session.received(), metered);
        } catch (WeftException failure) {
            standing(session, metered);
            throw failure;
        }
        return saved(session, metered, durable);
    }

    /** Writes down how far it came; what made it end before is what the client hears of. */
    private void standing(Session session, Metered metered) {
        try {
            saved(session, metered, uploads.durable(caller, kept));
        } catch (WeftException unknown) {
            return; // the storage is asked again when the client goes on
        }
    }

    private Session saved(Session session, Metered metered, long durable) {
        Session grown = session.at(durable, expiry.get()).with(kept, metered.digestAt(durable));
        sessions.put(grown);
        return grown;
    }

    @Override
    public WriteResult commit(Session session) {
        return uploads.commit(caller, order.target(), kept, request, checksums(session));
    }

    private boolean wantsMd5() {
        return order.declared().stream().anyMatch(declared -> declared.algorithm() == Checksum.Algorithm.MD5)
                || uploads.digests(kept).contains(Checksum.Algorithm.MD5);
    }

    private List<Checksum> checksums(Session session) {
        Optional<RunningDigest> digest = session.digest();
        if (digest.isEmpty() && !order.declared().isEmpty()) {
            throw new ChecksumMismatch("the checksum can't be judged any more, because a node of the site was lost in"
                    + " the middle of a part; send the file again");
        }
        List<Checksum> checksums = digest.map(RunningDigest::checksums).orElse(List.of());
        for (Checksum declared : order.declared()) {
            if (!checksums.contains(declared)) {
                throw new ChecksumMismatch("the " + declared.algorithm() + " of what came is not " + declared.hex()
                        + " as the request says; nothing was stored");
            }
        }
        return checksums;
    }

    @Override
    public void forget() {
        uploads.abort(caller, kept);
    }

    @Override
    public void close() {}

    /**
     * A body on its way to the storage. The storage may make durable less than it has read; so the digests are written
     * down at steps, and those at the offset where it stands are taken up.
     */
    private final class Metered extends FilterInputStream {

        private static final int STEP = 64 << 10;
        private static final int STEPS_KEPT = 2048;

        private final long begin;
        private final long end;
        private final @Nullable RunningDigest digest;
        private final Map<Long, String> steps = new HashMap<>();
        private long position;

        Metered(InputStream body, Session session) {
            super(body);
            this.begin = session.received();
            this.position = begin;
            this.end = session.total().orElse(limits.longest());
            this.digest = begin == 0
                    ? RunningDigest.fresh(wantsMd5())
                    : session.digest().orElse(null);
            note();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) throws IOException {
            int most = (int) Math.min(wanted, STEP - (position - begin) % STEP);
            int read;
            try {
                read = in.read(buffer, offset, most);
            } catch (IOException failure) {
                throw SpoolUploadStore.brokeOff(); // unchecked, so that the storage is not blamed
            }
            if (read > 0) {
                if (position + read > end) {
                    throw UploadTooLarge.beyond();
                }
                position += read;
                if (digest != null) {
                    digest.update(buffer, offset, read);
                    if ((position - begin) % STEP == 0) {
                        note();
                    }
                }
            }
            return read;
        }

        private void note() {
            if (digest != null) {
                steps.put(position, digest.encode());
                steps.remove(position - (long) STEP * STEPS_KEPT);
            }
        }

        /** The digests of all bytes before an offset; empty when they are not known. */
        Optional<String> digestAt(long offset) {
            note();
            return Optional.ofNullable(steps.get(offset));
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
    }
}
