/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Unstable;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.write.WritableTree.Prepared;

/**
 * The four writing methods as {@link org.weft.spi.storage.StorageDriver} promises them, over a tree. It looks, judges what may be
 * judged, reads the body, and takes the tree's step inside the guard, as often as others are faster ({@link Commit}). A place is
 * looked at once for each attempt. Thread-safe, and cheap to make: one for each caller is fine where the tree depends on who
 * calls.
 *
 * @param <P> the tree's places
 * @param <S> the tree's contents
 */
@Unstable("may still change before 0.3")
public final class Writes<P extends Place, S extends Staged> {

    private static final Prepared NOTHING = () -> {};

    private final WritableTree<P, S> tree;

    public Writes(WritableTree<P, S> tree) {
        this.tree = tree;
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
                spec.keepsVersion());
    }

    private Node commit(Ref target, First first, S staged, PutSpec spec) throws IOException {
        return Commit.run(spec.guard(), () -> {
            Judged<P> at = first.isLeft() ? first.take() : judged(target, spec);
            return givingBack(at.place(), place -> {
                FreeName name = FreeName.of(place.path().name(), spec.onConflict(), tree::fits);
                Prepared prepared = tree.prepare(place, staged, spec);
                return new Change(place, prepared, at.what(), () -> tree.put(place, staged, spec, name));
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
        return givingBack(tree.look(target), place -> {
            if (place.path().isRoot()) {
                throw new Conflict("the root is a folder; a file does not replace it");
            }
            // an evaded name replaces nothing, and so its condition is judged
            Optional<Node> current = spec.onConflict() == OnConflict.RENAME ? Optional.empty() : place.node();
            if (current.isEmpty()) {
                requireFit(place);
            } else {
                requireFile(place, current.get(), spec);
            }
            tree.requireChangeable(place);
            spec.precondition().check(current.orElse(null));
            Affected what = current.isEmpty()
                    ? appearing(place)
                    : new Affected(current.get().space(), List.of(), place.path(), current, Optional.empty());
            return new Judged<>(place, what);
        });
    }

    private static void requireFile(Place place, Node current, PutSpec spec) {
        if (spec.onConflict() == OnConflict.FAIL) {
            throw taken(place);
        }
        if (current.kind() != Kind.FILE) {
            String kind = current.isFolder() ? "a folder" : "a symbolic link";
            throw new Conflict("/" + place.path() + " is " + kind + "; a file does not replace it");
        }
    }

    private void requireFit(Place place) {
        if (!tree.fits(place.path().name())) {
            throw new InvalidArgument("the name of /" + place.path() + " is too long for this storage");
        }
    }

    private static AlreadyExists taken(Place place) {
        return new AlreadyExists("/" + place.path() + " exists already");
    }

    private static Node folder(Place place) throws IOException {
        return place.folder()
                .orElseThrow(() -> new IllegalStateException("a look has to tell the folder of /" + place.path()));
    }

    private static Affected appearing(Place place) throws IOException {
        Node folder = folder(place);
        return new Affected(folder.space(), List.of(folder), place.path(), Optional.empty(), Optional.empty());
    }

    /** As {@link org.weft.spi.storage.StorageDriver#makeFolder}. */
    public Node makeFolder(Ref target, MakeSpec spec) throws IOException {
        return Commit.run(
                spec.guard(),
                () -> givingBack(tree.look(target), place -> {
                    if (place.path().isRoot() || place.node().isPresent()) {
                        throw taken(place);
                    }
                    requireFit(place);
                    tree.requireChangeable(place);
                    return new Change(place, NOTHING, appearing(place), () -> tree.makeFolder(place, spec));
                }));
    }

    /** As {@link org.weft.spi.storage.StorageDriver#delete}. */
    public void delete(Ref ref, DeleteSpec spec) throws IOException {
        Commit.run(
                spec.guard(),
                () -> givingBack(lookForNode(ref), place -> {
                    Node node = leaving(place);
                    tree.requireChangeable(place);
                    spec.precondition().check(node);
                    Affected what = new Affected(
                            node.space(), List.of(folder(place)), place.path(), Optional.of(node), Optional.empty());
                    return new Change(place, NOTHING, what, () -> tree.delete(place, spec));
                }));
    }

    /** Looks at a node that has to be there; where its folder is missing, it is missing itself. */
    private P lookForNode(Ref ref) throws IOException {
        try {
            return tree.look(ref);
        } catch (NotFound missing) {
            throw missing.isParent() ? new NotFound(missing.text()) : missing;
        }
    }

    private static Node leaving(Place place) throws IOException {
        if (place.path().isRoot()) {
            throw new Forbidden("the root of a storage stays where it is");
        }
        return place.node().orElseThrow(() -> new NotFound("there is nothing at /" + place.path()));
    }

    /** As {@link org.weft.spi.storage.StorageDriver#move}. */
    public Node move(Ref from, Ref to, MoveSpec spec) throws IOException {
        return Commit.run(
                spec.guard(),
                () -> givingBack(
                        lookForNode(from),
                        source -> givingBack(tree.look(to), target -> {
                            Node node = leaving(source);
                            Optional<Node> replaced = judge(source, node, target, spec);
                            Affected what = moving(source, node, target, replaced);
                            return new Change(target, source::close, what, () -> tree.move(source, target, spec));
                        })));
    }

    /** @return the node that has to go */
    private Optional<Node> judge(P source, Node node, P target, MoveSpec spec) throws IOException {
        if (target.path().equals(source.path())) {
            throw new Forbidden("/" + source.path() + " is not moved onto itself");
        }
        if (target.path().startsWith(source.path())) {
            throw new Conflict("/" + source.path() + " is not moved into itself");
        }
        if (source.path().startsWith(target.path())) {
            throw new Conflict("/" + source.path() + " lies in /" + target.path() + ", which it would replace");
        }
        // a storage that folds case finds the node itself at a name that differs in case alone
        Optional<Node> replaced = target.node().filter(there -> !there.id().equals(node.id()));
        tree.requireChangeable(source);
        tree.requireChangeable(target);
        spec.source().check(node);
        spec.target().check(replaced.orElse(null));
        if (replaced.isEmpty()) {
            requireFit(target);
        } else if (!spec.overwrite()) {
            throw taken(target);
        }
        return replaced;
    }

    private static Affected moving(Place source, Node node, Place target, Optional<Node> replaced) throws IOException {
        Node out = folder(source);
        Node in = folder(target);
        List<Node> parents = out.id().equals(in.id()) ? List.of(in) : List.of(out, in);
        return new Affected(in.space(), parents, target.path(), Optional.of(node), replaced);
    }

    /** A plan of one of the four. */
    private final class Change implements Commit.Plan<Node> {
        private final P place;
        private final Prepared prepared;
        private final Affected what;
        private final Guard.Step<Node> step;

        Change(P place, Prepared prepared, Affected what, Guard.Step<Node> step) {
            this.place = place;
            this.prepared = prepared;
            this.what = what;
            this.step = step;
        }

        @Override
        public Affected affected() {
            return what;
        }

        @Override
        public Attempt<Node> take() throws IOException {
            return step.take();
        }

        @Override
        public void after(Node made) throws IOException {
            tree.after(place, made);
        }

        @Override
        public void close() {
            try {
                prepared.close();
            } finally {
                place.close();
            }
        }
    }

    /** Does something with a place, and gives the place back if that fails. */
    private static <P extends Place, R> R givingBack(P place, Use<P, R> use) throws IOException {
        @Nullable R result = null;
        try {
            result = use.of(place);
            return result;
        } finally {
            if (result == null) {
                place.close();
            }
        }
    }

    @FunctionalInterface
    private interface Use<P, R> {
        R of(P place) throws IOException;
    }
}
