/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads an open folder's children in the order of the file system, settled, some at a time, so that what many of them
 * need is done once and memory stays bounded. Not thread-safe.
 */
final class FolderScan implements AutoCloseable {

    private static final int WINDOW = 256;

    private final FolderTree tree;
    private final OpenFolder folder;
    private final StampBatch settling;
    private final CallBuffer scratch;
    private final DirectoryReader reader;
    private Consumer<NamedEntry> unsettled = seen -> {};

    /**
     * @param folder opened for this reader alone, because reading moves its position; closed by who opened it
     */
    FolderScan(FolderTree tree, CallBufferPool scratches, OpenFolder folder) {
        this.tree = tree;
        this.folder = folder;
        this.settling = tree.settling(folder);
        this.scratch = scratches.take();
        this.reader = new DirectoryReader(folder.fd());
    }

    /** Tells of each child that is about to be settled. */
    void onSettling(Consumer<NamedEntry> listener) {
        unsettled = listener;
    }

    /** Goes to just after a name. @return false when it is not there */
    boolean skip(String last) throws IOException {
        while (reader.next(scratch)) {
            if (last.equals(reader.name())) {
                return true;
            }
        }
        return false;
    }

    /**
     * The next children.
     *
     * @param most how many at most, above 0
     * @return none at the end
     */
    List<NamedEntry> next(long most) throws IOException {
        int size = (int) Math.min(most, WINDOW);
        List<NamedEntry> window = new ArrayList<>(size);
        boolean more = true;
        while (more && window.isEmpty()) {
            while (window.size() < size && (more = reader.next(scratch))) {
                look(window);
            }
            for (NamedEntry seen : window) {
                if (!seen.child().isSettled()) {
                    tree.beingSettled().add(folder); // before the first is, or a count begins to do the same
                    unsettled.accept(seen);
                }
            }
            tree.settle(folder, window, settling);
            if (window.size() == WINDOW) {
                LockSupport.parkNanos(1); // nothing here waits, and a virtual thread keeps its processor until it does
            }
        }
        return window;
    }

    private void look(List<NamedEntry> window) throws IOException {
        String name = reader.name();
        if (name == null || name.indexOf('\\') >= 0 || (folder.path().isRoot() && name.equals(FolderTree.RESERVED))) {
            return;
        }
        DirEntry child = tree.look(scratch, folder, reader.nativeName());
        if (child != null) {
            window.add(new NamedEntry(name, child));
        }
    }

    @Override
    public void close() {
        tree.beingSettled().remove(folder);
        reader.close();
        scratch.close();
    }
}
