/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.upload;

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
import org.weft.kernel.service.Files;
import org.weft.kernel.service.PutRequest;
import org.weft.kernel.service.Target;
import org.weft.kernel.service.Written;
import org.weft.kernel.state.SiteLocks;
import org.weft.kernel.state.StateDatabase;
import org.weft.kernel.upload.TransferTable.Row;
import org.weft.kernel.upload.TransferTable.Stored;
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
public final class Transfers {

    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final int LONGEST_NAME = 255;
    private static final int SWEEP = 500;
    private static final Duration ORPHAN = Duration.ofHours(1);

    private final Files files;
    private final TransferTable table;
    private final Spool spool;
    private final Turns turns;
    private final TransferLimits limits;
    private final Clock clock;

    /**
     * @param folder where the chunks lie; made when it is missing
     */
    public Transfers(Files files, StateDatabase database, Path folder, TransferLimits limits, Clock clock) {
        this.files = files;
        this.table = new TransferTable(database);
        this.spool = new Spool(folder);
        this.turns = new Turns(new SiteLocks(database));
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
     * @param total how many bytes are to come, where the client says
     * @throws AlreadyExists when the user has one of this name
     * @throws NoSpace when more bytes would wait than may
     * @throws Throttled when the user has too many under way
     */
    public void begin(UserId user, String name, OptionalLong total) {
        requireName(name);
        TransferTable.Load load = table.load(user);
        if (load.transfers() >= limits.perUser()) {
            throw new Throttled(
                    "you have " + load.transfers() + " uploads under way, and no more are allowed; end some of them",
                    Duration.ofMinutes(1));
        }
        requireRoom(load, total.orElse(0));
        if (!table.begin(user, UUID.randomUUID().toString(), name, clock.instant(), expiry())) {
            throw new AlreadyExists("you have an upload of this name");
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.indexOf(0) >= 0) {
            throw new InvalidArgument("an upload's name has 1 to " + LONGEST_NAME + " characters");
        }
    }

    private void requireRoom(TransferTable.Load load, long more) {
        if (more > limits.waiting() - load.bytes()) {
            throw new NoSpace("too much of yours waits to be put together; end some of your uploads");
        }
        if (!spool.hasRoom(more)) {
            throw new NoSpace("the server has no room for this upload; nothing of it was stored");
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
     * @throws NotFound when there is no such transfer
     */
    public Chunk put(UserId user, String name, Arriving arriving) {
        Row row = row(user, name);
        if (row.chunks() >= limits.chunks()) {
            throw new InvalidArgument("an upload has at most " + limits.chunks() + " chunks");
        }
        requireRoom(table.load(user), arriving.length().orElse(0));
        String waiting = UUID.randomUUID().toString();
        boolean taken = false;
        try {
            long length = write(waiting, arriving, limits.waiting());
            Chunk chunk = new Chunk(arriving.number(), arriving.name(), length);
            Optional<String> useless = table.put(row.id(), new Stored(chunk, waiting), expiry());
            taken = !useless.equals(Optional.of(waiting));
            if (!taken) {
                throw new NotFound("the upload was ended meanwhile");
            }
            useless.ifPresent(spool::delete);
            return chunk;
        } finally {
            if (!taken) {
                spool.delete(waiting);
            }
        }
    }

    private long write(String waiting, Arriving arriving, long most) {
        try (Spool.Writing file = spool.write(waiting)) {
            long length = SpoolKeep.copy(arriving.body(), arriving.checksum(), file, most);
            if (arriving.length().isPresent() && arriving.length().getAsLong() != length) {
                throw SpoolKeep.brokeOff();
            }
            file.sync();
            return length;
        }
    }

    /** Forgets one chunk. */
    public void drop(UserId user, String name, long number) {
        String spooled = table.remove(row(user, name).id(), number, expiry())
                .orElseThrow(() -> new NotFound("there is no such chunk"));
        spool.delete(spooled);
    }

    /** Forgets a transfer and its chunks. */
    public void abort(UserId user, String name) {
        end(row(user, name));
    }

    private void end(Row row) {
        table.end(row.id()).forEach(spool::delete);
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
    public Written assemble(Caller caller, String name, Target target, OptionalLong total, PutRequest request) {
        Row row = row(caller.user(), name);
        try (SiteLocks.Held turn = turns.take("transfer-" + row.id())) {
            List<Stored> chunks = table.chunks(row.id());
            long length = Sequence.length(chunks);
            if (total.isPresent() && total.getAsLong() != length) {
                throw new InvalidArgument("the chunks have " + length + " bytes together, and " + total.getAsLong()
                        + " were announced; nothing was stored");
            }
            PutRequest whole = new PutRequest(
                    OptionalLong.of(length),
                    request.mtime(),
                    request.declared(),
                    request.onConflict(),
                    request.mediaType(),
                    request.change());
            Written written = store(caller, target, whole, chunks);
            end(row);
            return written;
        }
    }

    private Written store(Caller caller, Target target, PutRequest request, List<Stored> chunks) {
        try (InputStream content = new Sequence(spool, chunks)) {
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
    public Optional<Written> put(
            Caller caller, String name, int count, Arriving arriving, Target target, PutRequest request) {
        if (count < 1 || count > limits.chunks() || arriving.number() >= count) {
            throw new InvalidArgument("an upload has 1 to " + limits.chunks() + " chunks, numbered from 0");
        }
        UserId user = caller.user();
        if (table.find(user, name).isEmpty()) {
            beginUnlessThere(user, name);
        }
        Row row = row(user, name);
        put(user, name, arriving);
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

    private void beginUnlessThere(UserId user, String name) {
        try {
            begin(user, name, OptionalLong.empty());
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
        for (String id : expired) {
            table.end(id).forEach(spool::delete);
        }
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
