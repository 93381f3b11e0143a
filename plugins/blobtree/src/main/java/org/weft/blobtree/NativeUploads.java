/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Blobs.Parts;
import org.weft.blobtree.ChangeCommitter.Begun;
import org.weft.blobtree.Revision.Stamp;
import org.weft.blobtree.UploadTable.UploadRow;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Uploads;

/**
 * Uploads whose parts the store keeps. Bytes that are too few for a part lie in a blob of their own, the tail, until more
 * come. Each append takes numbers of parts that no other has, and what it stored counts by moving the offset from where it
 * began; so of two appends at the same place one counts and the other's parts are left out.
 */
final class NativeUploads implements Uploads {

    private static final int SMALL = 64 << 10;
    private static final int LEAST = 8 << 20;
    private static final int MOST = 64 << 20;

    private final TreeContext engine;
    private final Parts parts;
    private final FileWriter puts;
    private final UploadTable table;

    NativeUploads(TreeContext engine, Parts parts, FileWriter puts) {
        this.engine = engine;
        this.parts = parts;
        this.puts = puts;
        this.table = new UploadTable(engine.database());
    }

    private Duration life() {
        return engine.settings().orphansAfter().multipliedBy(2);
    }

    private String key(String stamp) {
        return engine.keys().whole(BlobKeys.blob(stamp));
    }

    @Override
    public State begin(Caller who, Ref target, OptionalLong length) throws IOException {
        puts.requireRoom(puts.look(target, PutSpec.simple()), length);
        String id = engine.session().name();
        String blob = engine.session().stamp().text();
        String store = parts.begin(key(blob));
        long expires = engine.session().now() + life().toNanos() / 1000;
        UploadRow row = new UploadRow(
                id, blob, store, length.isPresent() ? length.getAsLong() : null, 0, 0, null, 0, false, expires);
        boolean noted = false;
        try {
            table.insert(row);
            noted = true;
        } finally {
            if (!noted) {
                parts.abort(key(blob), store);
            }
        }
        return state(row);
    }

    private static State state(UploadRow row) {
        return new State(row.id(), row.stands(), ValueCodec.instant(row.expires()));
    }

    private UploadRow require(String id) {
        return table.get(id).orElseThrow(() -> new WeftException.NotFound("there is no such upload, or no longer"));
    }

    @Override
    public State state(Caller who, String id) {
        return state(require(id));
    }

    /** How large the next part is to be: so that the highest number suffices. */
    private int partSize(UploadRow row) {
        Long length = row.length();
        long wanted = length == null
                ? (long) LEAST << Math.min(3, row.part() / 1000)
                : Math.max(LEAST, length / Math.max(1, parts.maxCount() / 2));
        return (int) Math.clamp(wanted, parts.minBytes(), Math.min(parts.maxBytes(), MOST));
    }

    @Override
    public long append(Caller who, String id, long offset, InputStream body) throws IOException {
        UploadRow row = require(id);
        if (row.stands() != offset) {
            throw stands(row);
        }
        if (row.complete()) {
            throw new WeftException.Conflict("the upload is complete and waits for its commit");
        }
        String tail = row.tail();
        if (tail == null) {
            return append(row, new Filling(body, 0));
        }
        try (InputStream old = engine.blobs().read(key(tail), 0, row.tailed())) {
            return append(
                    row, new Filling(new SequenceInputStream(new Unclosed(old), new Unclosed(body)), row.tailed()));
        }
    }

    /** A stream that somebody else closes. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream stream) {
            super(stream);
        }

        @Override
        public void close() {
            // whose it is closes it
        }
    }

    private long append(UploadRow row, Filling filling) throws IOException {
        UploadRow at = row;
        while (true) {
            int size = partSize(at);
            byte[] buffer = filling.fill(size);
            if (buffer.length == size) {
                at = part(at, buffer);
                continue;
            }
            long stands = row.stands() + filling.fresh();
            if (at.stands() != stands) {
                at = tail(at, buffer, stands);
            }
            filling.rethrow();
            return at.stands();
        }
    }

    private static WeftException stands(UploadRow row) {
        return new WeftException.Conflict("the upload stands at " + row.stands() + ", go on from there");
    }

    /** Fills buffers and remembers how the body ended. */
    private static final class Filling {
        private final InputStream body;
        private long fresh;
        private @Nullable IOException broken;
        private @Nullable RuntimeException refused;

        Filling(InputStream body, long old) {
            this.body = body;
            this.fresh = -old;
        }

        /** The next bytes: so many, or fewer when the body has ended or broken off. */
        byte[] fill(int size) {
            byte[] buffer = new byte[Math.min(size, SMALL)];
            int filled = 0;
            try {
                while (filled < size) {
                    if (filled == buffer.length) {
                        buffer = Arrays.copyOf(buffer, Math.min(size, 4 * buffer.length));
                    }
                    int read = body.read(buffer, filled, buffer.length - filled);
                    if (read < 0) {
                        break;
                    }
                    filled += read;
                }
            } catch (IOException failure) {
                broken = failure;
            } catch (RuntimeException failure) {
                refused = failure;
            }
            fresh += filled;
            return filled == buffer.length ? buffer : Arrays.copyOf(buffer, filled);
        }

        /** How many bytes came that were not in the tail before. */
        long fresh() {
            return Math.max(0, fresh);
        }

        void rethrow() throws IOException {
            if (broken != null) {
                throw broken;
            }
            if (refused != null) {
                throw refused;
            }
        }
    }

    private UploadRow part(UploadRow row, byte[] bytes) throws IOException {
        requireAnnounced(row, row.stands() - row.tailed() + bytes.length);
        int number = table.nextPart(row.id());
        if (number > parts.maxCount()) {
            throw new WeftException.InvalidArgument("the upload has too many parts; append larger pieces");
        }
        String tag = parts.part(key(row.blob()), row.store(), number, new ByteArrayInputStream(bytes), bytes.length);
        UploadRow next = row.with(row.stands() - row.tailed() + bytes.length, number, null, 0, expiry());
        advance(row, next, Optional.of(new Parts.Part(number, tag)));
        return next;
    }

    private UploadRow tail(UploadRow row, byte[] bytes, long stands) throws IOException {
        requireAnnounced(row, stands);
        Stamp stamp = engine.session().stamp();
        String key = BlobKeys.blob(stamp.text());
        boolean counts = false;
        try {
            engine.blobs()
                    .write(engine.keys().whole(key), new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
            UploadRow next = row.with(stands, row.part(), stamp.text(), bytes.length, expiry());
            advance(row, next, Optional.empty());
            counts = true;
            return next;
        } finally {
            if (!counts) {
                engine.discards().doubted(List.of(key));
            }
        }
    }

    private static void requireAnnounced(UploadRow row, long stands) {
        Long length = row.length();
        if (length != null && stands > length) {
            throw new WeftException.InvalidArgument(
                    "more than the announced " + length + " bytes came; the upload stands at " + row.stands());
        }
    }

    private long expiry() {
        return engine.session().now() + life().toNanos() / 1000;
    }

    private void advance(UploadRow from, UploadRow to, Optional<Parts.Part> part) {
        if (!table.advance(from, to, part)) {
            throw stands(require(from.id()));
        }
    }

    @Override
    public Node commit(Caller who, String id, Ref target, PutSpec spec) throws IOException {
        UploadRow row = require(id);
        requireWhole(row, spec);
        FileWriter.Target place = puts.look(target, spec);
        FileWriter.judge(place, spec);
        spec.guard().check(place.affected());
        puts.requireRoom(place, OptionalLong.of(row.stands()));
        if (!row.complete()) {
            complete(row);
        }
        Begun begun = new Begun(engine.session().stamp(), List.of());
        FileWriter.Stored stored = new FileWriter.Stored(row.blob(), row.stands());
        return puts.commit(target, place, spec, begun, stored, connection -> {
            if (!UploadTable.remove(connection, row)) {
                throw new WeftException.NotFound(
                        "there is no such upload any more; another commit has made a file of it");
            }
        });
    }

    private static void requireWhole(UploadRow row, PutSpec spec) {
        Long length = row.length();
        long expected = length == null ? spec.length().orElse(row.stands()) : length;
        if (row.stands() != expected) {
            throw new WeftException.Conflict(
                    "the upload has " + row.stands() + " of " + expected + " bytes; append the rest first");
        }
    }

    private void complete(UploadRow row) throws IOException {
        List<Parts.Part> stored = new ArrayList<>(table.parts(row.id()));
        String tail = row.tail();
        if (stored.isEmpty()) {
            try (InputStream body = tail == null
                    ? InputStream.nullInputStream()
                    : engine.blobs().read(key(tail), 0, row.tailed())) {
                engine.blobs().write(key(row.blob()), body, OptionalLong.of(row.stands()));
            }
            parts.abort(key(row.blob()), row.store());
        } else {
            if (tail != null) {
                stored.add(lastPart(row, tail));
            }
            parts.complete(key(row.blob()), row.store(), stored);
        }
        table.complete(row);
    }

    private Parts.Part lastPart(UploadRow row, String tail) throws IOException {
        byte[] bytes;
        try (InputStream body = engine.blobs().read(key(tail), 0, row.tailed())) {
            bytes = body.readAllBytes();
        }
        int number = table.nextPart(row.id());
        String tag = parts.part(key(row.blob()), row.store(), number, new ByteArrayInputStream(bytes), bytes.length);
        return new Parts.Part(number, tag);
    }

    @Override
    public void abort(Caller who, String id) throws IOException {
        Optional<UploadRow> row = table.get(id);
        if (row.isPresent()) {
            abort(row.get());
        }
    }

    private void abort(UploadRow row) throws IOException {
        if (!row.complete()) {
            parts.abort(key(row.blob()), row.store());
        }
        table.remove(row);
    }

    /** Forgets uploads that nobody went on with. @return how many */
    int expire() throws IOException {
        List<UploadRow> rows = table.expired(engine.session().now());
        for (UploadRow row : rows) {
            abort(row);
        }
        return rows.size();
    }
}
