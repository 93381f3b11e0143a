/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Unstable;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.write.WritableFiles.Prepared;

/**
 * Writes files, as {@link org.weft.spi.storage.StorageDriver#put} promises it; {@link Writes} does the rest as well. A place is
 * looked at once for each attempt. Thread-safe, and cheap to make.
 *
 * @param <P> the storage's places
 * @param <S> the storage's contents
 */
@Unstable("may still change before 0.3")
public final class FileWrites<P extends Place, S extends Staged> {

    private final WritableFiles<P, S> tree;
    private final Changes<P> changes;

    public FileWrites(WritableFiles<P, S> tree) {
        this.tree = tree;
        this.changes = new Changes<>(tree);
    }

    /** As {@link org.weft.spi.storage.StorageDriver#put}. */
    public Node put(Ref target, PutSpec spec, InputStream body) throws IOException {
        try (First first = new First(judged(target, spec))) {
            P place = first.place();
            spec.guard().check(first.what());
            if (spec.length().isPresent()) {
                tree.requireRoom(place, spec.length().getAsLong(), spec);
            }
            Body bytes = new Body(body, spec.length(), size -> tree.requireRoom(place, size, spec));
            try (S staged = tree.stage(place, bytes, spec)) {
                bytes.requireEnd();
                return commit(target, first, staged, digested(spec));
            }
        }
    }

    /**
     * Makes a file of a content that is there already, as the last step of an upload in parts. Leaves closing it to the caller: a
     * commit that is refused leaves the upload as it was.
     */
    public Node commit(Ref target, PutSpec spec, S staged) throws IOException {
        try (First first = new First(judged(target, spec))) {
            spec.guard().check(first.what());
            if (spec.length().isPresent() && spec.length().getAsLong() != staged.size()) {
                throw new InvalidArgument("the upload has " + staged.size() + " bytes, but "
                        + spec.length().getAsLong() + " were announced; nothing was stored");
            }
            return commit(target, first, staged, digested(spec));
        }
    }

    /** Asks for the digests once, also where none is kept: they refuse a body that is not what the client described. */
    private static PutSpec digested(PutSpec spec) {
        List<Checksum> digests = spec.digests().get();
        return new PutSpec(
                spec.length(),
                spec.mtime(),
                spec.precondition(),
                spec.guard(),
                spec.onConflict(),
                () -> digests,
                spec.mediaType(),
                spec.keepsVersion(),
                spec.lockIds());
    }

    private Node commit(Ref target, First first, S staged, PutSpec spec) throws IOException {
        return Commit.run(spec.guard(), () -> {
            Judged<P> at = first.isLeft() ? first.take() : judged(target, spec);
            return Changes.givingBack(at.place(), place -> {
                FreeName name = FreeName.of(place.path().name(), spec.onConflict(), tree::fits);
                Prepared prepared = tree.prepare(place, staged, spec);
                return changes.plan(place, prepared, at.what(), () -> tree.put(place, staged, spec, name));
            });
        });
    }

    /** What was seen at a place, and what the guard is told of it. */
    private record Judged<P>(P place, Affected what) {}

    /** The first look, which the first attempt is made by. */
    private final class First implements AutoCloseable {
        private final Judged<P> judged;
        private boolean left = true;

        First(Judged<P> judged) {
            this.judged = judged;
        }

        P place() {
            return judged.place();
        }

        Affected what() {
            return judged.what();
        }

        boolean isLeft() {
            return left;
        }

        Judged<P> take() {
            left = false;
            return judged;
        }

        @Override
        public void close() {
            if (left) {
                judged.place().close();
            }
        }
    }

    private Judged<P> judged(Ref target, PutSpec spec) throws IOException {
        return Changes.givingBack(tree.look(target), place -> {
            if (place.path().isRoot()) {
                throw new Conflict("the root is a folder; a file does not replace it");
            }
            // an evaded name replaces nothing, and so its condition is judged
            Optional<Node> current = spec.onConflict() == OnConflict.RENAME ? Optional.empty() : place.node();
            if (current.isEmpty()) {
                changes.requireFit(place);
            } else {
                requireFile(place, current.get(), spec);
            }
            tree.requireChangeable(place);
            spec.precondition().check(current.orElse(null));
            Affected what = current.isEmpty()
                    ? Changes.appearing(place)
                    : new Affected(current.get().space(), List.of(), place.path(), current, Optional.empty());
            return new Judged<>(place, what);
        });
    }

    private static void requireFile(Place place, Node current, PutSpec spec) {
        if (spec.onConflict() == OnConflict.FAIL) {
            throw Changes.taken(place);
        }
        if (current.kind() != Kind.FILE) {
            String kind = current.isFolder() ? "a folder" : "a symbolic link";
            throw new Conflict("/" + place.path() + " is " + kind + "; a file does not replace it");
        }
    }
}
