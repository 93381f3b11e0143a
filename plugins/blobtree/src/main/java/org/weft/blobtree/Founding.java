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
final class Founding {

    private final Blobs blobs;
    private final Keys keys;
    private final TreeDatabase database;
    private final Session session;

    Founding(Blobs blobs, Keys keys, TreeDatabase database, Session session) {
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
                throw new IOException("the store holds an object named '" + Keys.TREE
                        + "' that this version does not know; is it another program's bucket?");
            }
            return new Tree(words[2], words[3]);
        }
    }

    /** The tree that the store names. */
    static @Nullable Tree stored(Blobs blobs, Keys keys) throws IOException {
        Optional<byte[]> object = blobs.get(keys.whole(Keys.TREE));
        return object.isPresent() ? Tree.read(object.get()) : null;
    }

    /**
     * The root's id. A database that is empty beside a store that holds a tree is left empty, for a rebuild.
     *
     * @throws IOException when database and store do not belong together
     */
    String root() throws IOException {
        Tree stored = stored(blobs, keys);
        Optional<String> known = database.read(connection -> Facts.get(connection, Facts.TREE));
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
        Row root = Row.folder(tree.root(), null, "", true, stamp.time(), Revision.first(stamp));
        SpaceRow space = SpaceRow.rest(tree.root());
        blobs.put(
                keys.whole(root.recordKey()),
                RecordText.write(NodeRecord.of(root, List.of()).withSpace(Optional.of(space))));
        blobs.put(keys.whole(Keys.TREE), tree.text().getBytes(StandardCharsets.UTF_8));
        return database.change(
                connection -> {
                    new NodeTable(database).insert(connection, List.of(root));
                    SpaceTable.insert(connection, space);
                    Facts.set(connection, Facts.ROOT, tree.root());
                    Facts.set(connection, Facts.TREE, tree.id());
                    return tree.root();
                },
                connection -> Facts.get(connection, Facts.TREE).isPresent(),
                () -> {});
    }
}
