/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.ChunkedUploadTable.Row;
import org.weft.kernel.storage.upload.ChunkedUploadTable.Stored;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Checksum;

/**
 * Files that come in chunks of the client's cutting, in any order and several at once. Each chunk is a file of the spool
 * and a row, so that neither a killed server nor a second node forgets it; a chunk counts once it is whole. The end is
 * an ordinary write that reads the chunks in their order: what lies at the target is the old file or the whole new one.
 * Thread-safe.
 */
public final class ChunkedUploads {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkedUploads.class);
    private static final int LONGEST_NAME = 255;
    private static final int SWEEP = 500;
    private static final Duration ORPHAN = Duration.ofHours(1);

    private final FileService files;
    private final ChunkedUploadTable table;
    private final Spool spool;
    private final UploadLocks turns;
    private final Reservations reservations;
    private final ChunkLimits limits;
    private final Clock clock;

    /**
     * @param folder where the chunks lie; made when it is missing
     * @param reservations the room that uploads in parts take beforehand
     */
    public ChunkedUploads(
            FileService files,
            StateDatabase database,
            Path folder,
            Reservations reservations,
            ChunkLimits limits,
            Clock clock) {
        this.files = files;
        this.table = new ChunkedUploadTable(database);
        this.spool = new Spool(folder);
        this.turns = new UploadLocks(new ClusterLocks(database));
        this.reservations = reservations;
        this.limits = limits;
        this.clock = clock;
    }

    private Instant expiry() {
        return clock.instant().plus(limits.idle());
    }

    /**
     * Begins a transfer.
     *
     * @param name the client's, which its other transfers do not have
     * @param target where the file will lie, as far as that is known
     * @param total how many bytes are to come, where the client says
     * @throws AlreadyExists when the user has one of this name
     * @throws NoSpace when its space has no room for it
     * @throws Throttled when the user has too many under way
     */
    public void begin(Caller caller, String name, Target target, OptionalLong total) {
        requireName(name);
        if (!spool.hasRoom(total.orElse(0))) {
            throw new NoSpace("the server has no room for this upload; nothing of it was stored");
        }
        String id = UUID.randomUUID().toString();
        reservations.reserve(reservation(id), caller, target, total);
        boolean begun = false;
        try {
            begun = table.begin(caller.user(), id, name, clock.instant(), expiry());
        } finally {
            if (!begun) {
                reservations.release(reservation(id));
            }
        }
        if (!begun) {
            throw new AlreadyExists("you have an upload of this name");
        }
    }

    private static String reservation(String id) {
        return "transfer-" + id;
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.indexOf(0) >= 0) {
            throw new InvalidArgument("an upload's name has 1 to " + LONGEST_NAME + " characters");
        }
    }

    /** The user's transfers, by their names. */
    public List<String> names(UserId user) {
        return table.of(user, limits.perUser()).stream().map(Row::name).toList();
    }

    /**
     * The chunks that have come, in their order.
     *
     * @throws NotFound when there is no such transfer
     */
    public List<Chunk> chunks(UserId user, String name) {
        return table.chunks(row(user, name).id()).stream().map(Stored::chunk).toList();
    }

    private Row row(UserId user, String name) {
        return table.find(user, name)
                .filter(row -> row.expires().isAfter(clock.instant()))
                .orElseThrow(() -> new NotFound("there is no such upload: it was ended, or has expired"));
    }

    /**
     * A chunk on its way.
     *
     * @param number by which chunks are ordered
     * @param name as the client wrote the number
     * @param length bytes that are announced, where known
     * @param checksum of the chunk, where the client says
     * @param body ends with the chunk
     */
    public record Arriving(
            long number, String name, OptionalLong length, Optional<Checksum> checksum, InputStream body) {}

    /**
     * Takes a chunk. One that breaks off, or is not what its checksum says, leaves no trace; one that came before under
     * its number is replaced.
     *
     * @param target where the file will lie, as far as that is known
     * @throws NotFound when there is no such transfer
     * @throws NoSpace when there is no room for it
     */
    public Chunk put(Caller caller, String name, Target target, Arriving arriving) {
        Row row = row(caller.user(), name);
        if (row.chunks() >= limits.chunks()) {
            throw new InvalidArgument("an upload has at most " + limits.chunks() + " chunks");
        }
        if (!spool.hasRoom(arriving.length().orElse(0))) {
            throw new NoSpace("the server has no room for this chunk; nothing of it was stored");
        }
        ReservingStream body = new ReservingStream(
                arriving.body(),
                arriving.length(),
                bytes -> reservations.fill(reservation(row.id()), caller, target, bytes));
        long kept = 0;
        try {
            ChunkedUploadTable.Put put = put(row, arriving, body);
            kept = put.growth();
            return put.chunk();
        } finally {
            body.settle(kept);
        }
    }

    private ChunkedUploadTable.Put put(Row row, Arriving arriving, InputStream body) {
        String waiting = UUID.randomUUID().toString();
        boolean taken = false;
        try {
            long length = write(waiting, arriving, body);
            Chunk chunk = new Chunk(arriving.number(), arriving.name(), length);
            ChunkedUploadTable.Put put = table.put(row.id(), new Stored(chunk, waiting), expiry())
                    .orElseThrow(() -> new NotFound("the upload was ended meanwhile"));
            taken = true;
            put.earlier().map(Stored::spool).ifPresent(spool::delete);
            return put;
        } finally {
            if (!taken) {
                spool.delete(waiting);
            }
        }
    }

    private long write(String waiting, Arriving arriving, InputStream body) {
        try (Spool.Writing file = spool.write(waiting)) {
            long length = SpoolUploadStore.copy(body, arriving.checksum(), file, limits.waiting());
            if (arriving.length().isPresent() && arriving.length().getAsLong() != length) {
                throw SpoolUploadStore.brokeOff();
            }
            file.sync();
            return length;
        }
    }

    /** Forgets one chunk. */
    public void drop(Caller caller, String name, Target target, long number) {
        Row row = row(caller.user(), name);
        Stored dropped =
                table.remove(row.id(), number, expiry()).orElseThrow(() -> new NotFound("there is no such chunk"));
        spool.delete(dropped.spool());
        reservations.fill(
                reservation(row.id()), caller, target, -dropped.chunk().length());
    }

    /** Forgets a transfer and its chunks. */
    public void abort(UserId user, String name) {
        end(row(user, name).id());
    }

    private void end(String id) {
        table.end(id).forEach(spool::delete);
        reservations.release(reservation(id));
    }

    /**
     * Puts the chunks together at a target, and ends the transfer.
     *
     * @param total how many bytes the client says the whole has
     * @param request its length is not looked at: it is that of the chunks
     * @throws Conflict when a chunk is missing; the transfer goes on
     * @throws InvalidArgument when the chunks are not as long as the client says; the transfer goes on
     * @throws Locked when it is being put together already
     */
    public WriteResult assemble(Caller caller, String name, Target target, OptionalLong total, PutRequest request) {
        Row row = row(caller.user(), name);
        try (ClusterLocks.Held turn = turns.take("transfer-" + row.id())) {
            List<Stored> chunks = table.chunks(row.id());
            long length = ChunkSequence.length(chunks);
            if (total.isPresent() && total.getAsLong() != length) {
                throw new InvalidArgument("the chunks have " + length + " bytes together, and " + total.getAsLong()
                        + " were announced; nothing was stored");
            }
            if (chunks.isEmpty() && total.isEmpty()) {
                throw new Conflict("no chunk has come, and it is not said that the file is empty (OC-Total-Length: 0);"
                        + " nothing was stored");
            }
            reservations.reserve(reservation(row.id()), caller, target, OptionalLong.of(length));
            PutRequest whole = new PutRequest(
                    OptionalLong.of(length),
                    request.mtime(),
                    request.declared(),
                    request.onConflict(),
                    request.mediaType(),
                    request.change());
            WriteResult result = store(caller, target, whole, chunks);
            end(row.id());
            return result;
        }
    }

    private WriteResult store(Caller caller, Target target, PutRequest request, List<Stored> chunks) {
        try (InputStream content = new ChunkSequence(spool, chunks)) {
            return files.put(caller, target, request, content);
        } catch (IOException failure) {
            throw new Unavailable("the server's spool failed; try again later", failure);
        }
    }

    /**
     * Takes a chunk of a client that counts them beforehand and begins nothing; with the last one, whichever that is, the
     * file is put in its place.
     *
     * @param name of the transfer, which begins by itself
     * @param count how many chunks there will be, numbered from 0
     * @param request how the file is stored; a checksum that came with another chunk is kept in mind
     * @return the file, when it is whole
     */
    public Optional<WriteResult> put(
            Caller caller, String name, int count, Arriving arriving, Target target, PutRequest request) {
        if (count < 1 || count > limits.chunks() || arriving.number() >= count) {
            throw new InvalidArgument("an upload has 1 to " + limits.chunks() + " chunks, numbered from 0");
        }
        UserId user = caller.user();
        if (table.find(user, name).isEmpty()) {
            beginUnlessThere(caller, name, target);
        }
        Row row = row(user, name);
        put(caller, name, target, arriving);
        if (!request.declared().isEmpty()) {
            Checksum declared = request.declared().getFirst();
            table.declare(row.id(), declared.algorithm() + ":" + declared.hex());
        }
        Optional<Row> now = table.find(user, name).filter(counted -> counted.chunks() == count);
        if (now.isEmpty()) {
            return Optional.empty();
        }
        PutRequest whole = new PutRequest(
                OptionalLong.empty(),
                request.mtime(),
                declared(now.get()),
                request.onConflict(),
                request.mediaType(),
                request.change());
        try {
            return Optional.of(assemble(caller, name, target, OptionalLong.empty(), whole));
        } catch (Locked another) {
            return Optional.empty(); // another chunk came last at the same time, and its request answers with the file
        }
    }

    private void beginUnlessThere(Caller caller, String name, Target target) {
        try {
            begin(caller, name, target, OptionalLong.empty());
        } catch (AlreadyExists meanwhile) {
            LOG.atDebug().log("transfer-begun-twice");
        }
    }

    private static List<Checksum> declared(Row row) {
        int colon = row.declared().indexOf(':');
        return colon < 0
                ? List.of()
                : List.of(new Checksum(
                        Checksum.Algorithm.valueOf(row.declared().substring(0, colon)),
                        row.declared().substring(colon + 1)));
    }

    /** Forgets transfers that did not go on; call it at the start and now and then. */
    public void sweep() {
        Instant now = clock.instant();
        List<String> expired = table.expired(now, SWEEP);
        expired.forEach(this::end);
        for (String spooled : spool.untouchedSince(now.minus(ORPHAN))) {
            if (!table.isKept(spooled)) {
                spool.delete(spooled);
            }
        }
        if (!expired.isEmpty()) {
            LOG.atInfo().addKeyValue("count", expired.size()).log("transfers-expired");
        }
    }
}
