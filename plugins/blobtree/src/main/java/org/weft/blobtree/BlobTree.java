/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Probe;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;

/**
 * A storage driver over a store of blobs. Several servers may work on one tree, each with an instance of its own, if they
 * share the store and the database. Each method goes to the class that does it.
 */
public final class BlobTree implements StorageDriver {

    private final Blobs blobs;
    private final DriverContext context;
    private final TreeSettings settings;
    private @Nullable StartedTree instance;

    /**
     * A tree; cheap, no I/O.
     *
     * @param blobs the store; started and closed with the tree
     * @param context what the kernel lends
     * @param settings how the tree behaves
     */
    public BlobTree(Blobs blobs, DriverContext context, TreeSettings settings) {
        this.blobs = blobs;
        this.context = context;
        this.settings = settings;
    }

    /**
     * Reaches for the store and the database, and makes an empty tree where there is none.
     *
     * @throws IOException when one can't be reached, or when they don't belong together
     */
    @Override
    public void start() throws IOException {
        instance = StartedTree.start(blobs, context, settings);
    }

    private StartedTree running() {
        StartedTree running = instance;
        if (running == null) {
            throw new IllegalStateException("the driver was not started");
        }
        return running;
    }

    @Override
    public Health health() {
        StartedTree running = instance;
        return running == null ? Health.down("not started") : running.health();
    }

    @Override
    public Traits traits() {
        return Traits.of(
                        Trait.CASE_SENSITIVE,
                        Trait.STABLE_IDS,
                        Trait.ATOMIC_PUT,
                        Trait.CONDITIONAL_PUT,
                        Trait.ATOMIC_MOVE,
                        Trait.STRONG_ETAG,
                        Trait.FOLDER_ETAG_PROPAGATES,
                        Trait.EMPTY_FOLDERS,
                        Trait.SETTABLE_MTIME,
                        Trait.NATIVE_RANGE,
                        Trait.RESUMABLE_LIST,
                        Trait.SHARED)
                .withChecksums(settings.digests().toArray(Checksum.Algorithm[]::new))
                .withLimits(Names.LONGEST, blobs.maxBytes());
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return running().reading().stat(ref);
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        running().reading().list(folder, spec, sink);
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        return running().reading().open(file, spec);
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return running().puts().put(target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return running().changes().makeFolder(target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        running().changes().delete(ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return running().changes().move(from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        return running().reading().quota(ref);
    }

    @Override
    public Optional<Versions> versions() {
        return settings.versions() == 0
                ? Optional.empty()
                : Optional.of(running().versions());
    }

    @Override
    public Optional<Trash> trash() {
        return running().engine().hasTrash() ? Optional.of(running().trash()) : Optional.empty();
    }

    @Override
    public Optional<Probe> probe() {
        return blobs.probe();
    }

    @Override
    public Optional<Spaces> spaces() {
        return Optional.of(running().spaces());
    }

    @Override
    public Optional<ServerCopy> copy() {
        return Optional.of(running().copies());
    }

    @Override
    public Optional<Uploads> uploads() {
        return running().uploads().map(uploads -> uploads);
    }

    @Override
    public Optional<Times> times() {
        return Optional.of((who, ref, spec) -> running().changes().touch(ref, spec));
    }

    @Override
    public Optional<Upkeep> upkeep() {
        return Optional.of(running().upkeep());
    }

    @Override
    public Optional<StoredId> storedId() {
        return Optional.of(new TreeId(blobs, settings));
    }

    @Override
    public void close() {
        StartedTree running = instance;
        instance = null;
        if (running != null) {
            running.close();
        }
        blobs.close();
    }
}
