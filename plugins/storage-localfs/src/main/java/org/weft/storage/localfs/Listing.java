/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** Pushes a folder's children in the order of the file system: two system calls and one attribute a child. */
final class Listing {

    private static final int WINDOW = 1_000;

    private final Tree tree;
    private final ScratchPool scratches;
    private final Nodes nodes;
    private final Homes homes;
    private final Quiet quiet;

    Listing(Tree tree, ScratchPool scratches, Nodes nodes, Homes homes, Quiet quiet) {
        this.tree = tree;
        this.scratches = scratches;
        this.nodes = nodes;
        this.homes = homes;
        this.quiet = quiet;
    }

    void push(RelPath path, ListSpec spec, Sink<Node> sink) throws IOException {
        try (Folder folder = tree.open(path, Tree.Purpose.LIST);
                Run run = new Run(folder)) {
            tree.refresh(folder);
            run.push(spec, sink);
        }
    }

    /** One listing under way. */
    private final class Run implements AutoCloseable {
        private final Folder folder;
        private final boolean manySpaces;
        private final SpaceId space;
        private final Tree.Settling settling;
        private Quiet.@Nullable Change change;
        private int settled;

        Run(Folder folder) {
            this.folder = folder;
            this.manySpaces = homes.dividesChildrenOf(folder.path());
            this.space = homes.spaceOf(folder.path());
            this.settling = tree.new Settling(folder);
        }

        void push(ListSpec spec, Sink<Node> sink) throws IOException {
            boolean atRoot = folder.path().isRoot();
            Optional<String> after = spec.after();
            long left = spec.limit();
            try (Scratch s = scratches.take();
                    DirectoryReader reader = new DirectoryReader(folder.fd())) {
                while (left > 0 && reader.next(s)) {
                    String name = reader.name();
                    if (name == null || atRoot && name.equals(Tree.RESERVED) || name.indexOf('\\') >= 0) {
                        continue;
                    }
                    if (after.isPresent()) {
                        after = after.filter(last -> !last.equals(name));
                        continue;
                    }
                    Child child = settled(tree.look(s, folder, reader.nativeName()), name);
                    if (child != null) {
                        left--;
                        RelPath path = folder.path().resolve(name);
                        if (!sink.accept(nodes.of(folder, path, manySpaces ? homes.spaceOf(path) : space, child))) {
                            return;
                        }
                    }
                }
            }
            if (after.isPresent()) {
                throw new WeftException.Conflict("/" + folder.path() + " no longer holds \"" + after.get()
                        + "\", after which the listing was to go on; start again");
            }
        }

        private @Nullable Child settled(@Nullable Child child, String name) throws IOException {
            if (child == null || child.isSettled()) {
                return child;
            }
            if (change == null) {
                change = quiet.change();
            }
            Child now = tree.settle(folder, name, settling);
            if (++settled % WINDOW == 0) {
                close();
            }
            return now;
        }

        /** Tells the folders above what was found. */
        @Override
        public void close() {
            settling.finish();
            Quiet.Change open = change;
            if (open != null) {
                open.close();
                change = null;
            }
        }
    }
}
