/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Trash;

/**
 * Deleted nodes lie in {@code .weft/trash/<space>/<key>}. The key holds the inode and the moment; where the node was is in
 * its extended attribute {@code user.weft.trash}, written before the rename that deletes it. No database is needed to tell
 * what is here.
 */
final class TrashBin implements Trash {

    static final String FOLDER = "trash";
    static final String ATTRIBUTE = "user.weft.trash";

    private static final Pattern KEY = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16})");

    private final WriteContext shop;
    private final Cluster cluster;
    private final ReferenceResolver finder;
    private final NodeMover moves;
    private final NodeIds ids;
    private final String place;

    TrashBin(WriteContext shop, Cluster cluster, ReferenceResolver finder, NodeMover moves, NodeIds ids) {
        this.shop = shop;
        this.cluster = cluster;
        this.finder = finder;
        this.moves = moves;
        this.ids = ids;
        this.place = shop.tree().reserved() + "/" + FOLDER;
    }

    /** When an item was deleted, in milliseconds; nothing for what is no item's key. */
    static OptionalLong deleted(String key) {
        Matcher matcher = KEY.matcher(key);
        return matcher.matches() ? OptionalLong.of(Long.parseUnsignedLong(matcher.group(2), 16)) : OptionalLong.empty();
    }

    private String place(SpaceId space) {
        return place + "/" + space.value();
    }

    /** Writes on a node where it was. @return the path in HDFS that it is to be renamed to */
    String prepare(HdfsClient as, SpaceId space, DirEntry child, RelPath path) {
        if (shop.own().stat(place(space)) == null) {
            shop.own().makeOwnFolder(place(space), 01777);
        }
        as.setAttribute(
                HdfsClient.place(child.inode()), ATTRIBUTE, path.toString().getBytes(StandardCharsets.UTF_8));
        long now = shop.folders().now();
        return place(space) + "/" + Long.toHexString(child.inode()) + "-" + Long.toHexString(now);
    }

    /** Takes all that a space's trash holds away. */
    void dropSpace(SpaceId space) {
        shop.own().delete(place(space), "to empty the trash of a space");
    }

    /** An item: a folder or file in the trash of a space. */
    private record Top(String place, InodeStatus status, RelPath original, Instant deleted) {}

    private Top top(SpaceId space, String key) {
        Matcher matcher = KEY.matcher(key);
        InodeStatus status = matcher.matches() ? shop.own().stat(place(space) + "/" + key) : null;
        if (status == null) {
            throw unknown();
        }
        return top(space, key, status).orElseThrow(TrashBin::unknown);
    }

    private Optional<Top> top(SpaceId space, String key, InodeStatus status) {
        OptionalLong when = deleted(key);
        if (when.isEmpty()) {
            return Optional.empty();
        }
        String item = place(space) + "/" + key;
        Instant deleted = Instant.ofEpochMilli(when.getAsLong());
        RelPath original = shop.own()
                .attribute(item, ATTRIBUTE)
                .flatMap(TrashBin::path)
                .orElseGet(() -> RelPath.parse("item-" + key));
        return Optional.of(new Top(item, status, original, deleted));
    }

    private static Optional<RelPath> path(byte[] value) {
        try {
            return Optional.of(RelPath.parse(new String(value, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException | WeftException foreign) {
            return Optional.empty();
        }
    }

    private static WeftException unknown() {
        return new WeftException.NotFound("there is no such item in the trash");
    }

    @Override
    public void list(Caller who, SpaceId space, Optional<String> key, RelPath path, Sink<Item> sink) {
        if (key.isEmpty()) {
            listTop(space, sink);
            return;
        }
        Top top = top(space, key.get());
        String folder = top.place() + Names.encode(path);
        InodeStatus status = shop.own().stat(folder);
        if (status == null) {
            throw unknown();
        }
        if (!status.isFolder()) {
            throw new WeftException.Conflict("this item of the trash is no folder");
        }
        FolderPages pages = new FolderPages(shop.own(), folder, false, "");
        while (pages.hasMore()) {
            FolderPages.Page page = pages.next();
            List<FileAttribute> marks = shop.marks().of(shop.own(), page.statuses());
            for (int i = 0; i < page.size(); i++) {
                String name = page.names().get(i);
                InodeStatus child = page.statuses().get(i);
                Optional<NodeId> node = Optional.of(ids.node(marks.get(i).originOf(child)));
                RelPath original = top.original().resolve(path).resolve(name);
                if (!sink.accept(new Item(key.get(), original, child.kind(), size(child), top.deleted(), node))) {
                    return;
                }
            }
        }
    }

    private void listTop(SpaceId space, Sink<Item> sink) {
        FolderPages pages = new FolderPages(shop.own(), place(space), false, "");
        while (pages.hasMore()) {
            FolderPages.Page page = pages.next();
            List<FileAttribute> marks = shop.marks().of(shop.own(), page.statuses());
            for (int i = 0; i < page.size(); i++) {
                String key = page.names().get(i);
                InodeStatus status = page.statuses().get(i);
                Optional<Top> top = top(space, key, status);
                if (top.isPresent()
                        && !sink.accept(new Item(
                                key,
                                top.get().original(),
                                status.kind(),
                                size(status),
                                top.get().deleted(),
                                Optional.of(ids.node(marks.get(i).originOf(status)))))) {
                    return;
                }
            }
        }
    }

    private long size(InodeStatus status) {
        return status.kind() == Kind.FOLDER ? shop.own().bytesBelow(HdfsClient.place(status.inode())) : status.size();
    }

    @Override
    public Node restore(
            Caller who, SpaceId space, String key, RelPath path, Optional<Ref> to, boolean overwrite, Guard guard)
            throws IOException {
        Top top = top(space, key);
        RelPath target = to.isPresent() ? finder.path(to.get()) : top.original().resolve(path);
        String folder = path.isRoot() ? place(space) : top.place() + Names.encode(path.parent());
        InodeStatus status = shop.own().stat(folder);
        if (status == null || !status.isFolder()) {
            throw unknown();
        }
        FoundFolder source = new FoundFolder(RelPath.parse("in the trash"), status);
        String name = path.isRoot() ? key : path.name();
        return moves.restore(cluster.of(who), source, name, target, overwrite, guard);
    }

    @Override
    public void purge(Caller who, SpaceId space, String key, RelPath path) {
        Top top = top(space, key);
        if (!cluster.of(who).delete(top.place() + Names.encode(path), "to purge it")) {
            throw unknown();
        }
    }

    @Override
    public void empty(Caller who, SpaceId space) {
        FolderPages pages = new FolderPages(shop.own(), place(space), false, "");
        while (pages.hasMore()) {
            for (String key : pages.next().names()) {
                cluster.of(who).delete(place(space) + "/" + key, "to empty the trash");
            }
        }
    }

    @Override
    public boolean mayHold(SpaceId space, NodeId node) {
        long origin = ids.origin(node.value()).orElse(-1);
        return origin >= 0 && finder.inode(origin).isPresent();
    }

    /** Purges what was deleted before a moment. @return how many items */
    int expire(Instant before, Sink<String> purged) {
        int count = 0;
        FolderPages spaces = new FolderPages(shop.own(), place, false, "");
        while (spaces.hasMore()) {
            for (String space : spaces.next().names()) {
                count += expire(place + "/" + space, before, purged);
            }
        }
        return count;
    }

    private int expire(String folder, Instant before, Sink<String> purged) {
        int count = 0;
        FolderPages pages = new FolderPages(shop.own(), folder, false, "");
        while (pages.hasMore()) {
            for (String key : pages.next().names()) {
                OptionalLong when = deleted(key);
                if (when.isPresent()
                        && Instant.ofEpochMilli(when.getAsLong()).isBefore(before)
                        && shop.own().delete(folder + "/" + key, "to purge it")) {
                    count++;
                    purged.accept(key);
                }
            }
        }
        return count;
    }
}
