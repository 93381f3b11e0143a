/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.storage.upload.DriverUploads.Kept;
import org.weft.kernel.storage.upload.UploadTable.Session;
import org.weft.kernel.storage.upload.UploadTable.State;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.OnConflict;

/**
 * Files that are sent: at once, or in parts that survive a broken connection and a restart. Nothing is visible before
 * the last byte has come; then the file is put in its place in one step. Thread-safe, also among nodes that share the
 * database and the spool.
 */
public final class ResumableUploads {

    private static final Logger LOG = LoggerFactory.getLogger(ResumableUploads.class);
    private static final int SWEEP = 500;
    private static final Duration ORPHAN = Duration.ofHours(1);

    private final FileService files;
    private final UploadTable sessions;
    private final Spool spool;
    private final DriverUploads natives;
    private final UploadLocks turns;
    private final Reservations reservations;
    private final UploadLimits limits;
    private final Clock clock;

    /**
     * @param natives for storages that keep what has come by themselves
     * @param spool the folder for what has come so far elsewhere; made when it is missing
     * @param reservations the room that uploads in parts take beforehand
     */
    public ResumableUploads(
            FileService files,
            DriverUploads natives,
            StateDatabase database,
            Path spool,
            Reservations reservations,
            UploadLimits limits,
            Clock clock) {
        this.files = files;
        this.sessions = new UploadTable(database);
        this.spool = new Spool(spool);
        this.natives = natives;
        this.turns = new UploadLocks(new ClusterLocks(database));
        this.reservations = reservations;
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes a file at once. Its length is the order's or the body's, which must agree. */
    public WriteResult put(TransferOrder.Upload order, UploadSender sender, OptionalLong length, InputStream body) {
        if (order.length().isPresent() && length.isPresent() && order.length().getAsLong() != length.getAsLong()) {
            throw new InvalidArgument("the body has " + length.getAsLong() + " bytes, and the upload was ordered with "
                    + order.length().getAsLong() + "; nothing was stored");
        }
        return store(order, sender, order.length().isPresent() ? order.length() : length, body);
    }

    private WriteResult store(TransferOrder.Upload order, UploadSender sender, OptionalLong length, InputStream body) {
        return files.put(sender.caller(), order.target(), request(order, sender, length), body);
    }

    private static PutRequest request(TransferOrder.Upload order, UploadSender sender, OptionalLong length) {
        WriteConditions conditions = new WriteConditions(order.precondition(), order.lockTokens(), (target, locks) -> {
            sender.still().run();
            sender.requireHolder(locks, order.lockTokens());
        });
        return new PutRequest(
                length, order.mtime(), order.declared(), OnConflict.REPLACE, Optional.empty(), conditions);
    }

    /**
     * How an upload in parts stands; at 0 when nothing has come.
     *
     * @throws NotFound when it was ended
     */
    public UploadProgress progress(TransferOrder.Upload order, Caller caller) {
        return progress(standing(session(order), caller), Optional.empty());
    }

    /**
     * Reserves room for an upload that is to come in parts.
     *
     * @throws WeftException.NoSpace when there is no room for it
     * @throws WeftException.Throttled when the user has too many uploads under way
     */
    public void reserve(TransferOrder.Upload order, Caller caller) {
        reserve(order, caller, order.length());
    }

    private void reserve(TransferOrder.Upload order, Caller caller, OptionalLong total) {
        reservations.reserve(order.id(), caller, order.target(), total, former -> giveUp(former, caller));
    }

    private void giveUp(String id, Caller caller) {
        try (ClusterLocks.Held turn = turns.take(id)) {
            Session session = sessions.find(id).orElseGet(() -> Session.fresh(id, OptionalLong.empty(), expiry()));
            abort(session, caller);
            LOG.atInfo().addKeyValue("id", id).log("upload-begun-anew");
        } catch (WeftException.Locked busy) {
            LOG.atDebug().addKeyValue("id", id).log("upload-goes-on");
        }
    }

    private Session session(TransferOrder.Upload order) {
        Session session =
                sessions.find(order.id()).orElseGet(() -> Session.fresh(order.id(), order.length(), expiry()));
        if (session.state() == State.ENDED) {
            throw new NotFound("this upload was ended; begin a new one");
        }
        return session;
    }

    private Instant expiry() {
        return clock.instant().plus(limits.idle());
    }

    /** What the storage says of an upload that it keeps: a node that died may not have written down how far it came. */
    private Session standing(Session session, Caller caller) {
        if (session.kept().isEmpty() || session.state() != State.OPEN) {
            return session;
        }
        Kept kept = session.kept().get();
        try {
            long durable = natives.durable(caller, kept);
            return durable == session.received() ? session : session.at(durable, session.expires());
        } catch (NotFound forgotten) {
            return Session.fresh(session.id(), session.total(), session.expires());
        }
    }

    private static UploadProgress progress(Session session, Optional<WriteResult> written) {
        return new UploadProgress(
                session.received(), session.total(), session.expires(), session.state() == State.COMPLETE, written);
    }

    /**
     * Takes the next part; with the last one the file is put in its place.
     *
     * @throws Conflict when the part does not begin where the upload stands
     * @throws ChecksumMismatch when the part is not what its checksum says; it is forgotten, the others stay
     * @throws UploadTooLarge when more comes than the upload has
     * @throws NotFound when it was ended
     * @throws WeftException.Locked when another request sends to the upload
     */
    public UploadProgress append(TransferOrder.Upload order, UploadSender sender, UploadPart part) {
        Caller caller = sender.caller();
        try (ClusterLocks.Held turn = turns.take(order.id())) {
            Session session = known(standing(session(order), caller), part.total());
            requirePlace(session, part);
            if (session.state() == State.COMPLETE) {
                return progress(session, Optional.empty());
            }
            if (session.received() == 0 && session.kept().isEmpty()) {
                reserve(order, caller, session.total());
            }
            Session placed = placed(order, caller, session);
            try (UploadStore store = keep(order, sender, placed)) {
                requireKept(placed, store);
                Session grown = receive(order, caller, store, placed, part);
                boolean last = grown.total().isPresent() && grown.total().getAsLong() == grown.received();
                return last ? commit(store, grown) : progress(grown, Optional.empty());
            }
        }
    }

    /** Takes room as bytes come, where none could be reserved for all of them. */
    private Session receive(
            TransferOrder.Upload order, Caller caller, UploadStore store, Session session, UploadPart part) {
        if (session.total().isPresent()) {
            return store.receive(session, part);
        }
        ReservingStream body = new ReservingStream(
                part.body(), part.length(), bytes -> reservations.fill(order.id(), caller, order.target(), bytes));
        try {
            return store.receive(
                    session, new UploadPart(part.offset(), part.length(), part.total(), part.checksum(), body));
        } finally {
            body.settle(body.count());
        }
    }

    /** Decides where the bytes of an upload are kept, when the first come. */
    private Session placed(TransferOrder.Upload order, Caller caller, Session session) {
        boolean decided = session.kept().isPresent() || session.received() > 0;
        boolean carriedOn =
                order.declared().stream().map(Checksum::algorithm).allMatch(RunningDigest.ALGORITHMS::contains);
        if (decided || !carriedOn) {
            return session;
        }
        Optional<Kept> kept;
        try {
            kept = natives.begin(caller, order.target(), session.total());
        } catch (WeftException refused) {
            reservations.release(order.id()); // nothing of it is there, and its client may never come back
            throw refused;
        }
        if (kept.isEmpty()) {
            return session;
        }
        Session placed = session.with(kept.get(), Optional.empty());
        sessions.put(placed);
        return placed;
    }

    private UploadStore keep(TransferOrder.Upload order, UploadSender sender, Session session) {
        if (session.kept().isEmpty()) {
            return new SpoolUploadStore(
                    spool,
                    order.id(),
                    sessions,
                    limits,
                    this::expiry,
                    content -> store(order, sender, session.total(), content));
        }
        return new DriverUploadStore(
                natives,
                session.kept().get(),
                order,
                sender.caller(),
                request(order, sender, session.total()),
                spool,
                sessions,
                limits,
                this::expiry);
    }

    private Session known(Session session, OptionalLong total) {
        OptionalLong length = session.total().isPresent() ? session.total() : total;
        if (length.isPresent() && total.isPresent() && length.getAsLong() != total.getAsLong()) {
            throw new InvalidArgument("the upload has a length of " + length.getAsLong() + ", which stays");
        }
        if (length.isPresent() && (length.getAsLong() < 0 || length.getAsLong() > limits.longest())) {
            throw new UploadTooLarge("an upload may have " + limits.longest() + " bytes");
        }
        return new Session(
                session.id(), session.received(), length, expiry(), session.state(), session.kept(), session.digests());
    }

    private void requirePlace(Session session, UploadPart part) {
        if (part.offset() != session.received()) {
            throw new Conflict("the upload stands at " + session.received() + ", not at " + part.offset());
        }
        long left = session.total().orElse(limits.longest()) - session.received();
        if (part.length().isPresent() && part.length().getAsLong() > left) {
            throw new UploadTooLarge(
                    "the upload lacks " + left + " bytes, and " + part.length().getAsLong() + " are announced");
        }
    }

    private void requireKept(Session session, UploadStore store) {
        if (!store.holds(session)) {
            sessions.put(Session.fresh(session.id(), session.total(), session.expires()));
            throw new Conflict("what had come was lost; send it again from 0");
        }
    }

    /** Puts the file in its place. When that fails the bytes stay, and an empty last part tries again. */
    private UploadProgress commit(UploadStore store, Session session) {
        WriteResult result;
        try {
            result = store.commit(session);
        } catch (ChecksumMismatch hopeless) {
            end(session);
            store.forget();
            throw hopeless;
        }
        Session done = session.in(State.COMPLETE, expiry());
        sessions.put(done);
        spool.delete(session.id());
        reservations.release(session.id());
        return progress(done, Optional.of(result));
    }

    /**
     * Ends an upload; what lies at the target stays as it is.
     *
     * @throws NotFound when it was ended before
     * @throws WeftException.Locked while another request sends to it
     */
    public void abort(TransferOrder.Upload order, Caller caller) {
        try (ClusterLocks.Held turn = turns.take(order.id())) {
            abort(session(order), caller);
        }
    }

    private void abort(Session session, Caller caller) {
        end(session);
        if (session.kept().isPresent() && session.state() == State.OPEN) {
            natives.abort(caller, session.kept().get());
        }
    }

    private void end(Session session) {
        sessions.put(Session.fresh(session.id(), session.total(), expiry()).in(State.ENDED, expiry()));
        spool.delete(session.id());
        reservations.release(session.id());
    }

    /** Forgets uploads that did not go on; call it at the start and now and then. */
    public void sweep() {
        Instant now = clock.instant();
        List<String> expired = sessions.expired(now, SWEEP);
        for (String id : expired) {
            spool.delete(id);
            sessions.remove(id);
            reservations.release(id);
        }
        reservations.sweep();
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
