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
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.write.WritableFiles.Prepared;

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
    private final FileWrites<P, S> files;
    private final Changes<P> changes;

    public Writes(WritableTree<P, S> tree) {
        this.tree = tree;
        this.files = new FileWrites<>(tree);
        this.changes = new Changes<>(tree);
    }

    /** As {@link org.weft.spi.storage.StorageDriver#put}. */
    public Node put(Ref target, PutSpec spec, InputStream body) throws IOException {
        return files.put(target, spec, body);
    }

    /** As {@link FileWrites#commit}. */
    public Node commit(Ref target, PutSpec spec, S staged) throws IOException {
        return files.commit(target, spec, staged);
    }

    /** As {@link org.weft.spi.storage.StorageDriver#makeFolder}. */
    public Node makeFolder(Ref target, MakeSpec spec) throws IOException {
        return make(target, spec, place -> tree.makeFolder(place, spec));
    }

    /**
     * Makes something else at a free place, as {@link org.weft.spi.storage.Symlinks#make} does.
     *
     * @param step as {@link WritableTree#makeFolder}
     */
    public Node make(Ref target, MakeSpec spec, Making<P> step) throws IOException {
        return Commit.run(
                spec.guard(),
                () -> Changes.givingBack(tree.look(target), place -> {
                    if (place.path().isRoot() || place.node().isPresent()) {
                        throw Changes.taken(place);
                    }
                    changes.requireFit(place);
                    tree.requireChangeable(place);
                    return changes.plan(place, NOTHING, Changes.appearing(place), () -> step.take(place));
                }));
    }

    /**
     * A step that makes a node at a free place.
     *
     * @param <P> the tree's places
     */
    @FunctionalInterface
    public interface Making<P> {

        /** Takes it, or answers stale. */
        Attempt<Node> take(P place) throws IOException;
    }

    /** As {@link org.weft.spi.storage.StorageDriver#delete}. */
    public void delete(Ref ref, DeleteSpec spec) throws IOException {
        Commit.run(
                spec.guard(),
                () -> Changes.givingBack(lookForNode(ref), place -> {
                    Node node = leaving(place);
                    tree.requireChangeable(place);
                    spec.precondition().check(node);
                    Affected what = new Affected(
                            node.space(),
                            List.of(Changes.folder(place)),
                            place.path(),
                            Optional.of(node),
                            Optional.empty());
                    return changes.plan(place, NOTHING, what, () -> tree.delete(place, spec));
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
                () -> Changes.givingBack(
                        lookForNode(from),
                        source -> Changes.givingBack(tree.look(to), target -> {
                            Node node = leaving(source);
                            Optional<Node> replaced = judge(source, node, target, spec);
                            Affected what = moving(source, node, target, replaced);
                            return changes.plan(target, source::close, what, () -> tree.move(source, target, spec));
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
            changes.requireFit(target);
        } else if (!spec.overwrite()) {
            throw Changes.taken(target);
        }
        return replaced;
    }

    private static Affected moving(Place source, Node node, Place target, Optional<Node> replaced) throws IOException {
        Node out = Changes.folder(source);
        Node in = Changes.folder(target);
        List<Node> parents = out.id().equals(in.id()) ? List.of(in) : List.of(out, in);
        return new Affected(in.space(), parents, target.path(), Optional.of(node), replaced);
    }
}
