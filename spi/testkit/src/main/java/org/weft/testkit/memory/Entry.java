/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/** A node of the tree. Read and changed only under the store's lock; contents never change, they are replaced. */
final class Entry {

    final NodeId id;
    final Kind kind;
    final NavigableMap<String, Entry> children = new TreeMap<>();
    final Deque<Old> versions = new ArrayDeque<>();
    final List<Lock> locks = new ArrayList<>();
    final Map<Grant.Grantee, Grant> grants = new LinkedHashMap<>();
    final Map<PropertyName, String> properties = new HashMap<>();

    @Nullable
    Entry parent;

    String name;

    /** The space that begins here; null for what lies in the space of its parent. */
    @Nullable
    SpaceId begins;

    byte[] content = {};
    List<Checksum> checksums = List.of();

    @Nullable
    String mediaType;

    @Nullable
    String target;

    Instant mtime = Instant.EPOCH;

    /** Bytes of all files below, or of this one. */
    long size;

    String etag = "0";

    /** An earlier content. */
    record Old(String key, byte[] content, List<Checksum> checksums, Instant mtime, String etag) {}

    Entry(NodeId id, Kind kind, @Nullable Entry parent, String name) {
        this.id = id;
        this.kind = kind;
        this.parent = parent;
        this.name = name;
    }

    boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    RelPath path() {
        List<String> names = new ArrayList<>();
        for (Entry at = this; at.parent != null; at = at.parent) {
            names.add(at.name);
        }
        return RelPath.parse(String.join("/", names.reversed()));
    }

    SpaceId space() {
        Entry at = this;
        while (at.begins == null && at.parent != null) {
            at = at.parent;
        }
        if (at.begins == null) {
            throw new IllegalStateException(this + " lies in no space");
        }
        return at.begins;
    }

    /** Whether this is the other or lies below it. */
    boolean isIn(Entry other) {
        for (Entry at = this; at != null; at = at.parent) {
            if (at == other) {
                return true;
            }
        }
        return false;
    }

    /** All bytes that this and what is below take, with versions. */
    long weight() {
        long sum = content.length;
        for (Old old : versions) {
            sum += old.content().length;
        }
        for (Entry child : children.values()) {
            sum += child.weight();
        }
        return sum;
    }

    Node node() {
        return builder().size(size).etag(etag).mtime(mtime).checksums(checksums).build();
    }

    /** The file as it was. */
    Node node(Old old) {
        return builder()
                .size(old.content().length)
                .etag(old.etag())
                .mtime(old.mtime())
                .checksums(old.checksums())
                .build();
    }

    private Node.Builder builder() {
        Node.Builder builder = Node.builder(space(), id, kind, path());
        if (parent != null) {
            builder.parent(parent.id);
        }
        if (mediaType != null) {
            builder.mediaType(mediaType);
        }
        if (target != null) {
            builder.target(target);
        }
        return builder;
    }

    @Override
    public String toString() {
        return kind + " " + id + " " + name;
    }
}
