/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.write.WritableFiles.Prepared;

/** What all changes have in common. */
final class Changes<P extends Place> {

    private final WritableFiles<P, ?> tree;

    Changes(WritableFiles<P, ?> tree) {
        this.tree = tree;
    }

    void requireFit(Place place) {
        if (!tree.fits(place.path().name())) {
            throw new InvalidArgument("the name of /" + place.path() + " is too long for this storage, which takes "
                    + tree.maxNameBytes() + " bytes");
        }
    }

    static AlreadyExists taken(Place place) {
        return new AlreadyExists("/" + place.path() + " exists already");
    }

    static Node folder(Place place) throws IOException {
        return place.folder()
                .orElseThrow(() -> new IllegalStateException("a look has to tell the folder of /" + place.path()));
    }

    static Affected appearing(Place place) throws IOException {
        Node folder = folder(place);
        return new Affected(folder.space(), List.of(folder), place.path(), Optional.empty(), Optional.empty());
    }

    /** A change that was judged, for one attempt. */
    Commit.Plan<Node> plan(P place, Prepared prepared, Affected what, Guard.Step<Node> step) {
        return new Change(place, prepared, what, step);
    }

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
    static <Q extends Place, R> R givingBack(Q place, Use<Q, R> use) throws IOException {
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
    interface Use<Q, R> {
        R of(Q place) throws IOException;
    }
}
