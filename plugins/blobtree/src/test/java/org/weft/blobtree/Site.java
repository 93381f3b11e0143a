/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** A bucket in a folder and engines on it, which can lose their database, crash and come back. */
final class Site implements AutoCloseable {

    /** The names of a tree and whose they are, with the files' contents. */
    record Picture(List<String> lines) {}

    static final Caller ANNA = StorageBench.caller("anna");

    private final Path folder;
    private final TreeSettings settings;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private TestContext.Site database;
    private int databases;

    Site(Path folder, TreeSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.database = new TestContext.Site(folder.resolve("state"));
    }

    /** A store on the bucket. */
    FaultyBlobs blobs() {
        return new FaultyBlobs(new FolderBlobs(folder.resolve("bucket")));
    }

    BlobTree engine() throws IOException {
        return engine(blobs());
    }

    /** Another engine on the same bucket and the same database. */
    BlobTree engine(Blobs blobs) throws IOException {
        TestContext context = database.context("tree");
        open.add(context);
        return engine(blobs, context);
    }

    BlobTree engine(Blobs blobs, DriverContext context) throws IOException {
        BlobTree tree = new BlobTree(blobs, new TimedContext(context, clock()), settings);
        open.add(tree);
        tree.start();
        return tree;
    }

    /** Loses the database: engines from now on get an empty one. */
    void loseDatabase() {
        databases++;
        database = new TestContext.Site(folder.resolve("state" + databases));
    }

    /** Lets time pass for all engines. */
    void pass(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    private Clock clock() {
        InstantSource source = () -> Instant.now().plus(ahead.get());
        return source.withZone(ZoneOffset.UTC);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    static Node put(BlobTree tree, String path, String text) throws IOException {
        return tree.put(
                ANNA, at(path), PutSpec.simple(), new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Node folder(BlobTree tree, String path) throws IOException {
        return tree.makeFolder(ANNA, at(path), MakeSpec.simple());
    }

    static Node move(BlobTree tree, String from, String to) throws IOException {
        return tree.move(ANNA, at(from), at(to), MoveSpec.simple());
    }

    static void delete(BlobTree tree, String path) throws IOException {
        tree.delete(ANNA, at(path), DeleteSpec.simple());
    }

    static String read(BlobTree tree, String path) throws IOException {
        try (Content content = tree.open(ANNA, at(path), ReadSpec.whole());
                var stream = ((Content.OfStream) content).stream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<Finding> check(BlobTree tree) throws IOException {
        List<Finding> findings = new ArrayList<>();
        tree.upkeep().orElseThrow().check(findings::add);
        return findings;
    }

    static List<Finding> tidy(BlobTree tree) throws IOException {
        List<Finding> findings = new ArrayList<>();
        tree.upkeep().orElseThrow().tidy(findings::add);
        return findings;
    }

    static List<Finding> rebuild(BlobTree tree) throws IOException {
        List<Finding> findings = new ArrayList<>();
        tree.upkeep().orElseThrow().rebuild(findings::add);
        return findings;
    }

    /** All nodes with ids, spaces, sizes, and of files etag, time, digests and content. */
    static Picture picture(BlobTree tree) throws IOException {
        List<String> lines = new ArrayList<>();
        draw(tree, tree.stat(ANNA, at("/")), lines);
        return new Picture(lines);
    }

    private static void draw(BlobTree tree, Node node, List<String> lines) throws IOException {
        String line = node.kind() + " /" + node.path() + " " + node.id() + " in " + node.space() + " " + node.size();
        lines.add(
                node.isFolder()
                        ? line
                        : line + " " + node.etag() + " " + node.mtime() + " " + node.checksums() + " "
                                + node.mediaType() + " " + read(tree, "/" + node.path()));
        if (node.isFolder()) {
            List<Node> children = new ArrayList<>();
            tree.list(ANNA, Ref.path(node.path()), ListSpec.all(), children::add);
            for (Node child : children) {
                draw(tree, child, lines);
            }
        }
    }
}
