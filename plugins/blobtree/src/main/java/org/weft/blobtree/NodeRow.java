/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A node as the database holds it.
 *
 * @param id never changes
 * @param parent null for the root and for the tops of what is not in the tree
 * @param name in its folder
 * @param isFolder else a file
 * @param state one of {@link #LIVE}, {@link #TRASHED}, {@link #GONE}, {@link #BUILDING}; tells where it belongs only for
 *     nodes without a parent
 * @param isSpace whether it is the root of a space
 * @param size bytes; of a folder, of all below it in the same space
 * @param held bytes with versions
 * @param etag without quotes
 * @param mtime microseconds since 1970
 * @param changed when it was written itself, microseconds since 1970
 * @param revision of its record in the store; grows with each change of the node itself
 * @param stamp of the attempt that made the revision
 * @param blob stamp of its content; null for a folder
 * @param checksums in the form of {@link ValueCodec#checksums}
 * @param media the type of its content, where the client told
 */
record NodeRow(
        String id,
        @Nullable String parent,
        String name,
        boolean isFolder,
        int state,
        boolean isSpace,
        long size,
        long held,
        String etag,
        long mtime,
        long changed,
        long revision,
        String stamp,
        @Nullable String blob,
        String checksums,
        @Nullable String media) {

    static final int LIVE = 0;
    static final int TRASHED = 1;
    static final int GONE = 2;
    static final int BUILDING = 3;

    /** The columns in the order in which {@link #read} takes them. */
    static final String COLUMNS = "n.id, n.parent, n.name, n.folder, n.state, n.space, n.size, n.held, n.etag, n.mtime,"
            + " n.changed, n.revision, n.stamp, n.blob, n.checksums, n.media";

    static NodeRow read(ResultSet rows) throws SQLException {
        return new NodeRow(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getInt(4) != 0,
                rows.getInt(5),
                rows.getInt(6) != 0,
                rows.getLong(7),
                rows.getLong(8),
                rows.getString(9),
                rows.getLong(10),
                rows.getLong(11),
                rows.getLong(12),
                rows.getString(13),
                rows.getString(14),
                rows.getString(15),
                rows.getString(16));
    }

    /** The node at another place, by a new revision. */
    NodeRow placed(@Nullable String newParent, String newName, int newState, Revision by) {
        return new NodeRow(
                id,
                newParent,
                newName,
                isFolder,
                newState,
                isSpace,
                size,
                held,
                etag,
                mtime,
                by.time(),
                by.number(),
                by.stamp(),
                blob,
                checksums,
                media);
    }

    /** The file with another content, by a new revision. */
    NodeRow with(ContentRow content, long newHeld, Revision by) {
        return new NodeRow(
                id,
                parent,
                name,
                isFolder,
                state,
                isSpace,
                content.size(),
                newHeld,
                content.etag(),
                content.mtime(),
                by.time(),
                by.number(),
                by.stamp(),
                content.blob(),
                content.checksums(),
                content.media());
    }

    /** The node with another time, by a new revision. */
    NodeRow modified(long time, Revision by) {
        return new NodeRow(
                id,
                parent,
                name,
                isFolder,
                state,
                isSpace,
                size,
                held,
                by.stamp(),
                time,
                by.time(),
                by.number(),
                by.stamp(),
                blob,
                checksums,
                media);
    }

    /** The same with what a change below it left. */
    NodeRow touched(long newSize, long newHeld, String newEtag, long newMtime) {
        return new NodeRow(
                id, parent, name, isFolder, state, isSpace, newSize, newHeld, newEtag, newMtime, changed, revision,
                stamp, blob, checksums, media);
    }

    /** A new folder. */
    static NodeRow folder(String id, @Nullable String parent, String name, boolean isSpace, long mtime, Revision by) {
        return new NodeRow(
                id,
                parent,
                name,
                true,
                LIVE,
                isSpace,
                0,
                0,
                by.stamp(),
                mtime,
                by.time(),
                by.number(),
                by.stamp(),
                null,
                "",
                null);
    }

    /** A new file. */
    static NodeRow file(String id, String parent, String name, ContentRow content, Revision by) {
        return new NodeRow(
                id,
                parent,
                name,
                false,
                LIVE,
                false,
                content.size(),
                content.size(),
                content.etag(),
                content.mtime(),
                by.time(),
                by.number(),
                by.stamp(),
                content.blob(),
                content.checksums(),
                content.media());
    }

    /** What it holds now, as content of its own. */
    ContentRow content() {
        String stampOfBlob = blob;
        if (stampOfBlob == null) {
            throw new IllegalStateException("the node " + id + " has no content");
        }
        return new ContentRow(stampOfBlob, size, etag, mtime, checksums, media);
    }

    String recordKey() {
        return BlobKeys.record(id, revision, stamp);
    }

    /**
     * A content of a file.
     *
     * @param blob stamp of the blob
     * @param size bytes
     * @param etag without quotes
     * @param mtime microseconds since 1970
     * @param checksums in the form of {@link ValueCodec#checksums}
     * @param media its type, where the client told
     */
    record ContentRow(
            String blob,
            long size,
            String etag,
            long mtime,
            String checksums,
            @Nullable String media) {}

    /**
     * A content that was present earlier.
     *
     * @param number the revision that replaced it
     * @param content what it was
     */
    record VersionRow(long number, ContentRow content) {}
}
