/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Checksum;

/**
 * What is known of a node.
 *
 * @param id the node's
 * @param parent the folder's; null for the root
 * @param name in the folder
 * @param folder whether it is one
 * @param size bytes; of a folder, what is known below it
 * @param mtime milliseconds since 1970; of a folder, the last change below it
 * @param etag of this content
 * @param digests of this content, {@code NAME:value} with spaces between
 * @param doubtful whether another content may have come, with the same size and time
 * @param identity what the backend calls it
 */
record Row(
        String id,
        @Nullable String parent,
        String name,
        boolean folder,
        long size,
        long mtime,
        String etag,
        String digests,
        boolean doubtful,
        Optional<String> identity) {

    /** Whether this is still what the backend tells. */
    boolean isStill(Entry entry) {
        if (folder) {
            return entry.kind() == Entry.Kind.FOLDER && isSame(entry);
        }
        return entry.kind() == Entry.Kind.FILE && !doubtful && hasFacts(entry) && isSame(entry);
    }

    /** Whether a content can't be told from this one. */
    boolean hasFacts(Entry entry) {
        return size == entry.size() && mtime == entry.mtime().toEpochMilli();
    }

    /** Whether the backend, where it has ids, means the same thing. */
    boolean isSame(Entry entry) {
        return identity.isEmpty() || entry.identity().isEmpty() || identity.equals(entry.identity());
    }

    /** Whether nothing has happened to the node itself. */
    boolean isUnchanged(@Nullable Row now) {
        return now != null
                && id.equals(now.id)
                && etag.equals(now.etag)
                && name.equals(now.name)
                && Objects.equals(parent, now.parent);
    }

    /** The same node at another place. */
    Row at(String otherParent, String otherName) {
        return new Row(id, otherParent, otherName, folder, size, mtime, etag, digests, doubtful, identity);
    }

    Row at(Instant time) {
        return new Row(id, parent, name, folder, size, time.toEpochMilli(), etag, digests, doubtful, identity);
    }

    Row with(String otherDigests) {
        return new Row(id, parent, name, folder, size, mtime, etag, otherDigests, doubtful, identity);
    }

    List<Checksum> checksums() {
        if (digests.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(digests.split(" "))
                .map(one -> one.split(":", 2))
                .map(one -> new Checksum(Checksum.Algorithm.valueOf(one[0]), one[1]))
                .toList();
    }

    static String digests(List<Checksum> checksums) {
        return checksums.stream()
                .filter(one -> PathTree.DIGESTS.contains(one.algorithm()))
                .map(one -> one.algorithm().name() + ":" + one.hex())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
