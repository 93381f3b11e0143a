/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;

/** A file, folder or symbolic link as it was at one moment. Immutable; built by drivers with {@link #builder}. */
public final class Node {

    private final NodeId id;
    private final SpaceId space;
    private final Kind kind;
    private final RelPath path;
    private final String name;
    private final @Nullable NodeId parent;
    private final long size;
    private final String etag;
    private final Instant mtime;
    private final List<Checksum> checksums;
    private final Supplier<List<Checksum>> furtherChecksums;
    private final @Nullable UserId owner;
    private final @Nullable String mediaType;
    private final @Nullable String target;
    private final @Nullable RelPath actualPath;
    private final Rights rights;

    private Node(Builder builder) {
        this.id = builder.id;
        this.space = builder.space;
        this.kind = builder.kind;
        this.path = builder.path;
        this.name = builder.path.name();
        this.parent = builder.parent;
        this.size = builder.size;
        this.etag = builder.etag;
        this.mtime = builder.mtime;
        this.checksums = builder.checksums;
        this.furtherChecksums = builder.furtherChecksums;
        this.owner = builder.owner;
        this.mediaType = builder.mediaType;
        this.target = builder.target;
        this.actualPath = builder.actualPath;
        this.rights = builder.rights;
    }

    /**
     * Starts a node.
     *
     * @param path from the instance's root
     */
    public static Builder builder(SpaceId space, NodeId id, Kind kind, RelPath path) {
        return new Builder(space, id, kind, path);
    }

    public NodeId id() {
        return id;
    }

    /** The space that the node lies in; the kernel judges rights by it. */
    public SpaceId space() {
        return space;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** From the instance's root. */
    public RelPath path() {
        return path;
    }

    /** The last name of the path; empty for the root. */
    public String name() {
        return name;
    }

    /** The folder it lies in; empty for the root of the instance. */
    public Optional<NodeId> parent() {
        return Optional.ofNullable(parent);
    }

    /** Bytes; of a folder, all that lies below it where the driver knows, else 0. */
    public long size() {
        return size;
    }

    /**
     * The opaque tag, without quotes. Different after every change of content; of a folder, different after every
     * change below it where the trait {@code folderEtagPropagates} holds.
     */
    public String etag() {
        return etag;
    }

    /** Of a folder, the last change below it where the driver knows. */
    public Instant mtime() {
        return mtime;
    }

    /** Those of the content that are known without reading it. May look once more where the driver keeps some apart. */
    public List<Checksum> checksums() {
        List<Checksum> further = furtherChecksums.get();
        if (further.isEmpty()) {
            return checksums;
        }
        return Stream.concat(checksums.stream(), further.stream())
                .sorted(Comparator.comparing(Checksum::algorithm))
                .toList();
    }

    /** One of those that are at hand, where there are any. */
    public Optional<Checksum> checksum() {
        return checksums.stream().findFirst();
    }

    /** Who owns it, where the backend knows; else the space's owner does. */
    public Optional<UserId> owner() {
        return Optional.ofNullable(owner);
    }

    /** Where the backend keeps one; else the kernel derives it from the name. */
    public Optional<String> mediaType() {
        return Optional.ofNullable(mediaType);
    }

    /** Where a symbolic link points, as it is written; told also of a link that is shown as what it leads to. */
    public Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /**
     * Where the node lies, from the instance's root, when its path leads over a symbolic link that the driver follows. The kernel
     * lets a caller do there what the caller may do at both places. A stat of this path tells the node without its link.
     */
    public Optional<RelPath> actualPath() {
        return Optional.ofNullable(actualPath);
    }

    /** What the backend lets the caller do; the kernel intersects it with its own decision. */
    public Rights rights() {
        return rights;
    }

    /** The same node with other rights. */
    public Node withRights(Rights other) {
        return other.equals(rights) ? this : toBuilder().rights(other).build();
    }

    public Builder toBuilder() {
        return toBuilder(id, path);
    }

    /** The same under another id and at another path, as a symbolic link shows it. */
    public Builder toBuilder(NodeId otherId, RelPath otherPath) {
        Builder builder = new Builder(space, otherId, kind, otherPath);
        builder.parent = parent;
        builder.size = size;
        builder.etag = etag;
        builder.mtime = mtime;
        builder.checksums = checksums;
        builder.furtherChecksums = furtherChecksums;
        builder.owner = owner;
        builder.mediaType = mediaType;
        builder.target = target;
        builder.actualPath = actualPath;
        builder.rights = rights;
        return builder;
    }

    @Override
    public String toString() {
        return kind + " " + id + " /" + path + " " + size + " bytes \"" + etag + "\"";
    }

    /** Collects what is known of a node. Not thread-safe. */
    public static final class Builder {
        private final SpaceId space;
        private final NodeId id;
        private final Kind kind;
        private final RelPath path;
        private @Nullable NodeId parent;
        private long size;
        private String etag = "";
        private Instant mtime = Instant.EPOCH;
        private List<Checksum> checksums = List.of();
        private Supplier<List<Checksum>> furtherChecksums = List::of;
        private @Nullable UserId owner;
        private @Nullable String mediaType;
        private @Nullable String target;
        private @Nullable RelPath actualPath;
        private Rights rights = Rights.all();

        private Builder(SpaceId space, NodeId id, Kind kind, RelPath path) {
            this.space = space;
            this.id = id;
            this.kind = kind;
            this.path = path;
        }

        public Builder parent(NodeId value) {
            this.parent = value;
            return this;
        }

        public Builder size(long value) {
            this.size = value;
            return this;
        }

        public Builder etag(String value) {
            this.etag = value;
            return this;
        }

        public Builder mtime(Instant value) {
            this.mtime = value;
            return this;
        }

        public Builder checksums(List<Checksum> value) {
            this.checksums = List.copyOf(value);
            return this;
        }

        /**
         * Tells of digests that are kept apart, when somebody asks for them.
         *
         * @param value asked from any thread and any number of times, also when the node is long gone; then it has none. It
         *     never throws
         */
        public Builder furtherChecksums(Supplier<List<Checksum>> value) {
            this.furtherChecksums = value;
            return this;
        }

        public Builder owner(UserId value) {
            this.owner = value;
            return this;
        }

        public Builder mediaType(String value) {
            this.mediaType = value;
            return this;
        }

        public Builder target(String value) {
            this.target = value;
            return this;
        }

        public Builder actualPath(RelPath value) {
            this.actualPath = value;
            return this;
        }

        public Builder rights(Rights value) {
            this.rights = value;
            return this;
        }

        public Node build() {
            return new Node(this);
        }
    }
}
