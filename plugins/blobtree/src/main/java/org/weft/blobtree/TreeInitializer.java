/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Revision.Stamp;

/** Finds out whose tree the store and the database hold, and makes one where there is none. */
final class TreeInitializer {

    private final Blobs blobs;
    private final BlobKeys keys;
    private final TreeDatabase database;
    private final EngineLease session;

    TreeInitializer(Blobs blobs, BlobKeys keys, TreeDatabase database, EngineLease session) {
        this.blobs = blobs;
        this.keys = keys;
        this.database = database;
        this.session = session;
    }

    /**
     * A tree, as the store names it.
     *
     * @param id made once
     * @param root the root's id
     */
    record Tree(String id, String root) {

        String text() {
            return "weft-tree 1 " + id + " " + root + "\n";
        }

        static Tree read(byte[] bytes) throws IOException {
            String[] words = new String(bytes, StandardCharsets.UTF_8).strip().split(" ");
            if (words.length != 4 || !words[0].equals("weft-tree") || !words[1].equals("1")) {
                throw new IOException("the store holds an object named '" + BlobKeys.TREE
                        + "' that this version does not know; is it another program's bucket?");
            }
            return new Tree(words[2], words[3]);
        }
    }

    /** The tree that the store names. */
    static @Nullable Tree stored(Blobs blobs, BlobKeys keys) throws IOException {
        Optional<byte[]> object = blobs.get(keys.whole(BlobKeys.TREE));
        return object.isPresent() ? Tree.read(object.get()) : null;
    }

    /**
     * The root's id. A database that is empty beside a store that holds a tree is left empty, for a rebuild.
     *
     * @throws IOException when database and store do not belong together
     */
    String root() throws IOException {
        Tree stored = stored(blobs, keys);
        Optional<String> known = database.read(connection -> TreeFacts.get(connection, TreeFacts.TREE));
        if (known.isEmpty()) {
            return stored == null ? found() : stored.root();
        }
        if (stored == null) {
            throw new IOException("the store does not hold the tree " + known.get()
                    + " that the database knows; is the bucket or the prefix another one?");
        }
        if (!known.get().equals(stored.id())) {
            throw new IOException("the store holds the tree " + stored.id() + ", but the database that of "
                    + known.get() + "; they do not belong together");
        }
        return stored.root();
    }

    private String found() throws IOException {
        Stamp stamp = session.stamp();
        Tree tree = new Tree(session.name(), session.name());
        NodeRow root = NodeRow.folder(tree.root(), null, "", true, stamp.time(), Revision.first(stamp));
        SpaceRow space = SpaceRow.rest(tree.root());
        blobs.put(
                keys.whole(root.recordKey()),
                NodeRecordFormat.write(NodeRecord.of(root, List.of()).withSpace(Optional.of(space))));
        blobs.put(keys.whole(BlobKeys.TREE), tree.text().getBytes(StandardCharsets.UTF_8));
        return database.change(
                connection -> {
                    new NodeTable(database).insert(connection, List.of(root));
                    SpaceTable.insert(connection, space);
                    TreeFacts.set(connection, TreeFacts.ROOT, tree.root());
                    TreeFacts.set(connection, TreeFacts.TREE, tree.id());
                    return tree.root();
                },
                connection -> TreeFacts.get(connection, TreeFacts.TREE).isPresent(),
                () -> {});
    }
}
