/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.NodeRecord.Companion;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.write.Commit;

/**
 * Makes changes: plans one by looking, writes the records of the nodes that it concerns, and commits inside the guard, if
 * the nodes are still as they were; else plans again. The records of an attempt that came to nothing are taken away, those
 * of the revisions before are after the commit.
 */
final class ChangeCommitter {

    private static final int ATTEMPTS = 200;
    private static final int ROUNDS = 20;
    private static final int AT_A_TIME = 16;

    private final Blobs blobs;
    private final BlobKeys keys;
    private final TreeDatabase database;
    private final NodeTable nodes;
    private final EngineLease session;
    private final AttemptCleanup discards;
    private final SpaceQuota room;
    private final ExecutorService executor;
    private final NameLocks stripes = new NameLocks();

    ChangeCommitter(
            Blobs blobs,
            BlobKeys keys,
            TreeDatabase database,
            NodeTable nodes,
            EngineLease session,
            AttemptCleanup discards,
            SpaceQuota room,
            ExecutorService executor) {
        this.blobs = blobs;
        this.keys = keys;
        this.database = database;
        this.nodes = nodes;
        this.session = session;
        this.discards = discards;
        this.room = room;
        this.executor = executor;
    }

    /**
     * A change that is ready to be made.
     *
     * @param what for the guard
     * @param records the new revisions of all nodes that are changed themselves, not only touched by what changes below
     * @param basis the nodes that must be as they were: those changed, and the folders that show it
     * @param step the statements
     */
    record Plan<T>(Affected what, List<NodeRecord> records, List<NodeRow> basis, Step<T> step) {}

    /** The statements of a change. */
    @FunctionalInterface
    interface Step<T> {
        /**
         * Makes the change in a transaction.
         *
         * @param locked the nodes of the basis as they are now, kept from changing
         * @return null when things are no longer what they were, and nothing was done
         */
        @Nullable
        T make(Connection connection, Map<String, NodeRow> locked) throws SQLException;
    }

    /** Looks, judges and plans; called again when things have changed. */
    @FunctionalInterface
    interface Planner<T> {
        Plan<T> plan(Stamp stamp) throws IOException;
    }

    /**
     * What was written to the store before the change.
     *
     * @param stamp the attempt that wrote it
     * @param objects the relative keys
     */
    record Begun(Stamp stamp, List<String> objects) {}

    /** Makes a change that needed nothing before it. */
    <T> T run(Guard guard, Collection<String> names, Planner<T> planner) throws IOException {
        return run(guard, names, Optional.empty(), planner);
    }

    /**
     * Makes a change.
     *
     * @param names of what is changed, for {@link NameLocks}
     * @param begun taken away when the change fails
     */
    <T> T run(Guard guard, Collection<String> names, Optional<Begun> begun, Planner<T> planner) throws IOException {
        Doubt doubt = new Doubt();
        boolean done = false;
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                try {
                    T result = inTurn(guard, names, begun, planner, doubt);
                    done = true;
                    return result;
                } catch (DoesNotFit crowded) {
                    room.make(crowded);
                }
            }
            throw new WeftException.NoSpace("others keep taking the room that is made; try again");
        } finally {
            if (!done && begun.isPresent()) {
                discard(begun.get().objects(), doubt);
            }
        }
    }

    private <T> T inTurn(Guard guard, Collection<String> names, Optional<Begun> begun, Planner<T> planner, Doubt doubt)
            throws IOException {
        try (NameLocks.Held held = stripes.hold(names)) {
            return Commit.run(guard, new Rounds<>(begun, planner, doubt));
        }
    }

    /** Plans a change as often as it takes, and waits a little before it plans again. */
    private final class Rounds<T> implements Commit.Planner<T> {
        private final Optional<Begun> begun;
        private final Planner<T> planner;
        private final Doubt doubt;
        private int made;

        Rounds(Optional<Begun> begun, Planner<T> planner, Doubt doubt) {
            this.begun = begun;
            this.planner = planner;
            this.doubt = doubt;
        }

        @Override
        public Commit.Plan<T> plan() throws IOException {
            while (true) {
                if (made >= ATTEMPTS) {
                    throw new WeftException.Unavailable("others keep changing the same nodes; try again");
                }
                if (made > 0) {
                    TreeDatabase.pause(made);
                }
                made++;
                try {
                    return written();
                } catch (WeftException.Unavailable refused) {
                    requireMayGoOn(refused);
                }
            }
        }

        private Round<T> written() throws IOException {
            Stamp stamp = session.stamp();
            Plan<T> plan = planner.plan(stamp);
            List<NodeRecord> records = together(plan.records());
            write(records);
            return new Round<>(this, plan, stamp, records);
        }

        /** An engine that had been thought dead may go on under a new id, with what it has not begun yet. */
        private void requireMayGoOn(WeftException.Unavailable refused) {
            if (begun.isPresent() || !session.isLost()) {
                throw refused;
            }
        }
    }

    /** A plan whose records are in the store. */
    private final class Round<T> implements Commit.Plan<T> {
        private final Rounds<T> rounds;
        private final Plan<T> plan;
        private final Stamp stamp;
        private final List<NodeRecord> records;
        private boolean done;

        Round(Rounds<T> rounds, Plan<T> plan, Stamp stamp, List<NodeRecord> records) {
            this.rounds = rounds;
            this.plan = plan;
            this.stamp = stamp;
            this.records = records;
        }

        @Override
        public Affected affected() {
            return plan.what();
        }

        @Override
        public Attempt<T> take() throws IOException {
            T made = null;
            try {
                made = database.change(
                        this::make, connection -> isCommitted(connection, records), () -> rounds.doubt.isThere = true);
            } catch (WeftException.Unavailable refused) {
                rounds.requireMayGoOn(refused);
            }
            done = made != null;
            return made == null ? Attempt.stale() : Attempt.committed(made);
        }

        private @Nullable T make(Connection connection) throws SQLException {
            session.require(connection, stamp);
            if (rounds.begun.isPresent()) {
                session.require(connection, rounds.begun.get().stamp());
            }
            return ChangeCommitter.this.make(connection, plan, stamp);
        }

        @Override
        public void close() {
            if (!done) {
                discard(records.stream().map(each -> each.row().recordKey()).toList(), rounds.doubt);
            }
        }
    }

    private static final class Doubt {
        private boolean isThere;
    }

    private void discard(List<String> objects, Doubt doubt) {
        if (doubt.isThere) {
            discards.doubted(objects);
        } else {
            discards.now(objects);
        }
    }

    /** Lets each record name the others. */
    private static List<NodeRecord> together(List<NodeRecord> records) {
        if (records.size() < 2) {
            return records;
        }
        List<NodeRecord> named = new ArrayList<>();
        for (NodeRecord each : records) {
            List<Companion> others = new ArrayList<>(each.with());
            for (NodeRecord other : records) {
                if (other != each) {
                    others.add(new Companion(other.row().id(), other.row().revision()));
                }
            }
            named.add(each.with(others));
        }
        return named;
    }

    private <T> @Nullable T make(Connection connection, Plan<T> plan, Stamp stamp) throws SQLException {
        Map<String, NodeRow> locked =
                nodes.lock(connection, plan.basis().stream().map(NodeRow::id).toList());
        for (NodeRow known : plan.basis()) {
            NodeRow now = locked.get(known.id());
            if (now == null
                    || now.revision() != known.revision()
                    || !now.stamp().equals(known.stamp())) {
                return null;
            }
        }
        T result = plan.step().make(connection, locked);
        if (result != null) {
            List<String> old = new ArrayList<>();
            for (NodeRecord each : plan.records()) {
                NodeRow before = locked.get(each.row().id());
                if (before != null) {
                    old.add(before.recordKey());
                }
            }
            GarbageTable.add(connection, old, stamp.time());
        }
        return result;
    }

    private boolean isCommitted(Connection connection, List<NodeRecord> records) throws SQLException {
        NodeRow expected = records.getFirst().row();
        NodeRow found = nodes.lock(connection, List.of(expected.id())).get(expected.id());
        return found != null && found.stamp().equals(expected.stamp());
    }

    /** Writes records to the store; those of an attempt that fails are taken away. */
    void write(List<NodeRecord> records) throws IOException {
        boolean done = false;
        try {
            if (records.size() < 3) {
                for (NodeRecord each : records) {
                    write(each);
                }
            } else {
                writeTogether(records);
            }
            done = true;
        } finally {
            if (!done) {
                List<String> written =
                        records.stream().map(each -> each.row().recordKey()).toList();
                discards.now(written);
                discards.late(written);
            }
        }
    }

    private void write(NodeRecord record) throws IOException {
        blobs.put(keys.whole(record.row().recordKey()), NodeRecordFormat.write(record));
    }

    private void writeTogether(List<NodeRecord> records) throws IOException {
        for (int start = 0; start < records.size(); start += AT_A_TIME) {
            List<Future<?>> writing = new ArrayList<>();
            for (NodeRecord each : records.subList(start, Math.min(records.size(), start + AT_A_TIME))) {
                writing.add(executor.submit(() -> {
                    write(each);
                    return true;
                }));
            }
            await(writing);
        }
    }

    /** Waits for all, then tells the first failure. */
    static void await(List<Future<?>> all) throws IOException {
        Throwable failure = null;
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (ExecutionException failed) {
                failure = failure == null ? failed.getCause() : failure;
            } catch (InterruptedException interrupted) {
                all.forEach(other -> other.cancel(true));
                Thread.currentThread().interrupt();
                throw new WeftException.Unavailable("the storage is being closed; try again", interrupted);
            }
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof WeftException told) {
            throw told;
        }
        if (failure != null) {
            throw new IOException(failure);
        }
    }
}
