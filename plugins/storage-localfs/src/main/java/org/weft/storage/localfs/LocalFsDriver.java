/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.ServerCopy;
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Times;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;

/** A tree of a local file system as a storage. Each method goes to the class that does it. */
final class LocalFsDriver implements StorageDriver {

    private static final Set<Trait> TRUTHS = EnumSet.of(
            Trait.CASE_SENSITIVE,
            Trait.STABLE_IDS,
            Trait.ATOMIC_PUT,
            Trait.CONDITIONAL_PUT,
            Trait.STRONG_ETAG,
            Trait.FOLDER_ETAG_PROPAGATES,
            Trait.EMPTY_FOLDERS,
            Trait.SETTABLE_MTIME,
            Trait.NATIVE_RANGE,
            Trait.RESUMABLE_LIST);

    private final LocalFsConfig config;
    private final DriverContext context;
    private @Nullable StartedDriver instance;

    LocalFsDriver(LocalFsConfig config, DriverContext context) {
        this.config = config;
        this.context = context;
    }

    @Override
    public void start() throws IOException {
        instance = StartedDriver.start(config, context);
    }

    /**
     * What is true on every file system that is served, and what depends on it.
     *
     * @param exchanges whether two names can change places in one step
     * @param digests what is kept with new files
     */
    static Traits traits(boolean exchanges, Set<Checksum.Algorithm> digests) {
        Set<Trait> truths = EnumSet.copyOf(TRUTHS);
        if (exchanges) {
            truths.add(Trait.ATOMIC_MOVE);
        }
        return Traits.of(truths.toArray(Trait[]::new))
                .withChecksums(digests.toArray(Checksum.Algorithm[]::new))
                .withLimits(CallBuffer.MAX_NAME, (1L << 48) - 1);
    }

    private StartedDriver running() {
        StartedDriver running = instance;
        if (running == null) {
            throw new IllegalStateException("the driver was not started");
        }
        return running;
    }

    /** What is done every hour, for who does not want to wait for that. */
    Retention retention() {
        return running().retention();
    }

    @Override
    public Health health() {
        StartedDriver at = instance;
        long seen = at == null ? -1 : at.scan().progress();
        return seen < 0 ? Health.up() : new Health(true, "looks through the whole tree: " + seen + " names so far");
    }

    @Override
    public Traits traits() {
        return running().traits();
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        StartedDriver at = running();
        return at.ways()
                .to(at.finder().path(ref), (way, path) -> way.view(at.nodes().at(path)));
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        StartedDriver at = running();
        at.ways().to(at.finder().path(folder), (way, path) -> {
            at.listing().push(way, path, spec, sink);
            return true;
        });
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        StartedDriver at = running();
        return at.ways().to(at.finder().path(file), (way, path) -> at.opening().open(way, path, spec));
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        StartedDriver at = running();
        return at.ways()
                .to(at.finder().path(target), (way, path) -> way.view(at.puts().put(path, spec, body)));
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        StartedDriver at = running();
        return at.ways()
                .toName(
                        at.finder().path(target),
                        (way, path) -> way.view(at.changes().makeFolder(path, spec)));
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        StartedDriver at = running();
        at.ways().toName(at.finder().path(ref), (way, path) -> {
            at.changes().delete(path, spec);
            return true;
        });
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        StartedDriver at = running();
        return at.ways()
                .both(
                        at.finder().path(from),
                        false,
                        at.finder().path(to),
                        (source, target, way) -> way.view(at.moves().move(source, target, spec)));
    }

    @Override
    public Optional<ServerCopy> copy() {
        StartedDriver at = running();
        return Optional.of((who, from, to, deep, spec, pairs) -> at.ways()
                .both(
                        at.finder().path(from),
                        true,
                        at.finder().path(to),
                        (source, target, way) -> way.view(at.copies().copy(source, target, deep, spec, pairs))));
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        StartedDriver at = running();
        return at.shop().room().quota(stat(who, ref).space());
    }

    @Override
    public Optional<Spaces> spaces() {
        return Optional.of(running().spaces());
    }

    @Override
    public Optional<Versions> versions() {
        return running().versions();
    }

    @Override
    public Optional<Trash> trash() {
        return running().trash();
    }

    @Override
    public Optional<Symlinks> symlinks() {
        return Optional.of(running().links());
    }

    @Override
    public Optional<Times> times() {
        StartedDriver at = running();
        MtimeSetter touching = new MtimeSetter(at.shop());
        return Optional.of((who, ref, spec) ->
                at.ways().to(at.finder().path(ref), (way, path) -> way.view(touching.touch(path, spec))));
    }

    @Override
    public Optional<Upkeep> upkeep() {
        return Optional.of(running().upkeep());
    }

    @Override
    public Optional<Uploads> uploads() {
        return Optional.of(running().uploads());
    }

    @Override
    public Optional<StoredId> storedId() {
        return Optional.of(new TreeId(config.root().resolve(FolderTree.RESERVED)));
    }

    @Override
    public void close() {
        StartedDriver running = instance;
        instance = null;
        if (running != null) {
            running.close();
        }
    }
}
