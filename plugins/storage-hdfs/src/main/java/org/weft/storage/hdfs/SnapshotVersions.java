/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Versions;

/**
 * Earlier contents, as the snapshots of the root hold them: what a file had under its present path when a snapshot was
 * made, and what was overwritten between two snapshots is not among them. HDFS has no other way to keep a content that is
 * replaced in one step.
 */
final class SnapshotVersions implements Versions {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final WriteContext shop;
    private final Cluster cluster;
    private final ReferenceResolver finder;
    private final FileWriter puts;
    private final NodeIds ids;
    private final ParallelCalls fan;

    SnapshotVersions(
            WriteContext shop,
            Cluster cluster,
            ReferenceResolver finder,
            FileWriter puts,
            NodeIds ids,
            ParallelCalls fan) {
        this.shop = shop;
        this.cluster = cluster;
        this.finder = finder;
        this.puts = puts;
        this.ids = ids;
        this.fan = fan;
    }

    /** A file as it is now. */
    private record Present(RelPath path, FoundFolder parent, DirEntry child) {}

    /** An earlier content: its path in HDFS, and what it was. */
    private record Found(String place, InodeStatus status) {
        String key() {
            return Long.toHexString(status.inode()) + "-" + Long.toHexString(status.mtime()) + "-"
                    + Long.toHexString(status.size());
        }
    }

    private Present present(HdfsClient as, Ref file) {
        RelPath path = finder.path(file);
        if (path.isRoot()) {
            throw new WeftException.Conflict("the root is a folder and has no versions");
        }
        FoundFolder parent = shop.tree().open(as, path.parent(), Tree.Purpose.STAT);
        DirEntry child = shop.tree().look(as, parent, path.name());
        if (child == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        if (child.kind() != Kind.FILE) {
            throw new WeftException.Conflict("/" + path + " is no file and has no versions");
        }
        return new Present(path, parent, child);
    }

    private List<Found> found(HdfsClient as, Present present) {
        List<Found> all = new ArrayList<>();
        fan.ask(snapshots(as), name -> in(as, name, present)).forEach(answer -> answer.ifPresent(all::add));
        Set<String> keys = new HashSet<>();
        all.removeIf(each -> each.status().isSame(present.child().status()) || !keys.add(each.key()));
        all.sort(Comparator.comparingLong((Found each) -> each.status().mtime()).reversed());
        return all;
    }

    /** The names of all snapshots; HDFS allows 65 536 of them. */
    private List<String> snapshots(HdfsClient as) {
        List<String> names = new ArrayList<>();
        FolderPages pages = new FolderPages(as, snapshot(""), false, "");
        while (pages.hasMore()) {
            pages.next().names().stream()
                    .filter(name -> !SnapshotKeeper.isOurs(name))
                    .forEach(names::add);
        }
        return names;
    }

    private String snapshot(String below) {
        String root = shop.tree().place(RelPath.root());
        return (root.equals("/") ? "" : root) + "/.snapshot" + below;
    }

    private Optional<Found> in(HdfsClient as, String snapshot, Present present) {
        String place = snapshot("/" + Names.encode(snapshot) + Names.encode(present.path()));
        InodeStatus status = as.stat(place);
        return status != null
                        && status.kind() == Kind.FILE
                        && shop.marks().of(as, place, status).originOf(status)
                                == present.child().origin()
                ? Optional.of(new Found(place, status))
                : Optional.empty();
    }

    private Found require(HdfsClient as, Present present, String key) {
        return found(as, present).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new WeftException.NotFound("there is no such version of /" + present.path()));
    }

    private String etag(InodeStatus status) {
        return EtagHash.etag(ids.tag(), status.inode(), status.mtime(), status.size());
    }

    @Override
    public void list(Caller who, Ref file, Sink<Version> sink) {
        HdfsClient as = cluster.of(who);
        for (Found each : found(as, present(as, file))) {
            InodeStatus status = each.status();
            Instant mtime = Instant.ofEpochMilli(status.mtime());
            if (!sink.accept(new Version(each.key(), status.size(), mtime, etag(status)))) {
                return;
            }
        }
    }

    @Override
    public Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException {
        HdfsClient as = cluster.of(who);
        Present present = present(as, file);
        Found found = require(as, present, key);
        PinnedFile opened =
                PinnedFile.of(as, found.place(), found.status().size(), "to read a version of /" + present.path());
        if (opened == null) {
            throw new WeftException.NotFound("the snapshot that held this version was deleted");
        }
        InodeStatus status = found.status();
        Node node = shop.nodes().of(present.parent(), present.child()).toBuilder()
                .size(status.size())
                .mtime(Instant.ofEpochMilli(status.mtime()))
                .etag(etag(status))
                .checksums(List.of())
                .build();
        return opened.content(node, spec);
    }

    /** What is present is kept by a snapshot of its own first, so that it becomes a version. */
    @Override
    public Node restore(Caller who, Ref file, String key, Guard guard) throws IOException {
        HdfsClient as = cluster.of(who);
        Present present = present(as, file);
        Found found = require(as, present, key);
        FSDataInputStream stream = as.open(found.place(), "to read a version of /" + present.path());
        if (stream == null) {
            throw new WeftException.NotFound("the snapshot that held this version was deleted");
        }
        try (stream) {
            shop.own()
                    .makeSnapshot(
                            shop.tree().place(RelPath.root()),
                            "weft-"
                                    + STAMP.format(
                                            Instant.ofEpochMilli(shop.folders().now())) + "-"
                                    + Long.toHexString(present.child().inode()));
            PutSpec simple = PutSpec.simple();
            PutSpec spec = new PutSpec(
                    OptionalLong.of(found.status().size()),
                    simple.mtime(),
                    Precondition.etag(
                            shop.nodes().of(present.parent(), present.child()).etag()),
                    guard,
                    OnConflict.REPLACE,
                    simple.digests(),
                    simple.mediaType());
            return puts.put(as, present.path(), spec, stream);
        }
    }
}
