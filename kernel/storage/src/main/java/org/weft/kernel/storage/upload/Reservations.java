/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.SpaceRoom;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.upload.ReservationTable.Others;
import org.weft.kernel.storage.upload.ReservationTable.Row;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.storage.SpaceId;

/**
 * Room that uploads in parts take of their spaces before their files are there, so that what waits in the spool never
 * exceeds what a quota or the disk would let be stored. Whoever tells a length reserves it at once; who does not takes
 * room as bytes come. Thread-safe, also among nodes that share the database.
 */
public final class Reservations {

    /** What an upload of unknown length takes at a time. */
    static final long STEP = 16L << 20;

    private static final SpaceKey NOWHERE = new SpaceKey("", new SpaceId("-"));

    private final ReservationTable table;
    private final FileService files;
    private final ChunkLimits limits;
    private final Clock clock;

    public Reservations(StateDatabase database, FileService files, ChunkLimits limits, Clock clock) {
        this.table = new ReservationTable(database);
        this.files = files;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Reserves room for an upload that begins, or goes on at another target.
     *
     * @param id names the upload
     * @param target where its file will lie
     * @param total how long it will be, where that is known
     * @throws NoSpace when the space, or what one user may have waiting, has less
     * @throws Throttled when the user has too many under way
     */
    public void reserve(String id, Caller caller, Target target, OptionalLong total) {
        reserve(id, caller, target, total, "");
    }

    /**
     * The same for an upload that takes the place of those that the caller began before for the same file and did not go on with,
     * where there is no room for both: programs that were ended begin anew, and know nothing of what they had sent.
     *
     * @param giveUp ends one of these; no change while somebody sends to it
     */
    void reserve(String id, Caller caller, Target target, OptionalLong total, Consumer<String> giveUp) {
        String name = target.toString();
        try {
            reserve(id, caller, target, total, name);
        } catch (NoSpace | Throttled full) {
            List<String> former = table.to(caller.user(), name, id);
            if (former.isEmpty()) {
                throw full;
            }
            former.forEach(giveUp);
            reserve(id, caller, target, total, name);
        }
    }

    private void reserve(String id, Caller caller, Target target, OptionalLong total, String name) {
        Optional<SpaceRoom> room = files.room(caller, target);
        SpaceKey space = room.map(SpaceRoom::space).orElse(NOWHERE);
        table.change(id, space, caller.user(), clock.instant(), (before, others) -> {
            Row row = before.orElseGet(() -> new Row(id, space, 0, 0, clock.instant(), name))
                    .with(space, total.orElse(0), clock.instant().plus(limits.idle()));
            if (before.isEmpty() && others.uploads() >= limits.perUser()) {
                throw new Throttled(
                        "you have " + others.uploads()
                                + " uploads under way, and no more are allowed; end some of them",
                        Duration.ofMinutes(1));
            }
            requireRoom(row, others, room.map(SpaceRoom::remaining).orElse(OptionalLong.empty()));
            return row;
        });
    }

    private void requireRoom(Row row, Others others, OptionalLong remaining) {
        if (row.bytes() > limits.waiting() - others.ofUser()) {
            throw new NoSpace("too much of yours waits to be put together; end some of your uploads");
        }
        if (remaining.isPresent() && row.bytes() > remaining.getAsLong() - others.inSpace()) {
            long left = Math.max(0, remaining.getAsLong() - others.inSpace());
            throw new NoSpace("the upload needs " + row.bytes() + " bytes, and the space has " + left + " left"
                    + (others.inSpace() > 0 ? ", as " + others.inSpace() + " are reserved for uploads under way" : ""));
        }
    }

    /**
     * Takes room for bytes that are about to come, or gives it back.
     *
     * @param id of an upload that reserved; one that did not, or has ended, takes nothing
     * @param delta how many more, or fewer when negative
     * @throws NoSpace when there is no room for them
     */
    void fill(String id, Caller caller, Target target, long delta) {
        Optional<Row> known = table.find(id);
        if (known.isEmpty() || delta == 0) {
            return;
        }
        boolean beyond = delta > 0 && known.get().filled() + delta > known.get().total();
        OptionalLong remaining = beyond
                ? files.room(caller, target).map(SpaceRoom::remaining).orElse(OptionalLong.empty())
                : OptionalLong.empty();
        table.change(id, known.get().space(), caller.user(), clock.instant(), (before, others) -> {
            Row now = before.orElse(known.get());
            Row row = now.filled(now.filled() + delta, clock.instant().plus(limits.idle()));
            if (beyond) {
                requireRoom(row, others, remaining);
            }
            return row;
        });
    }

    /** Gives the room of an upload back: its file is there, or it was given up. */
    void release(String id) {
        table.remove(id);
    }

    /** Forgets reservations of uploads that did not go on; call it now and then. */
    void sweep() {
        table.removeExpired(clock.instant());
    }
}
