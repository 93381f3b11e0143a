/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Sink;
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
import org.weft.spi.storage.Spaces;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Versions;

/** A folder of HDFS as a storage. Each method goes to the class that does it. */
final class HdfsDriver implements StorageDriver {

    private final HdfsConfig config;
    private final DriverContext context;
    private final ClusterHealth trouble;
    private @Nullable StartedDriver instance;

    HdfsDriver(HdfsConfig config, DriverContext context) {
        this.config = config;
        this.context = context;
        this.trouble = new ClusterHealth(context.instance());
    }

    @Override
    public void start() throws IOException {
        try (HadoopClassLoading hadoop = HadoopClassLoading.enter()) {
            instance = StartedDriver.start(config, context, trouble);
        }
    }

    private StartedDriver running() {
        StartedDriver running = instance;
        if (running == null) {
            throw new IllegalStateException("the driver was not started");
        }
        return running;
    }

    @Override
    public Health health() {
        StartedDriver running = instance;
        return running == null ? trouble.health() : running.upkeep().progress().with(trouble.health());
    }

    @Override
    public Traits traits() {
        return running().traits();
    }

    @Override
    public Node stat(Caller who, Ref ref) {
        StartedDriver at = running();
        return at.nodes().at(at.cluster().of(who), at.finder().path(ref));
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) {
        StartedDriver at = running();
        at.listing().push(at.cluster().of(who), at.finder().path(folder), spec, sink);
    }

    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        StartedDriver at = running();
        return at.opening().open(at.cluster().of(who), at.finder().path(file), spec);
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        StartedDriver at = running();
        return at.puts().put(at.cluster().of(who), at.finder().path(target), spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        StartedDriver at = running();
        return at.changes().makeFolder(at.cluster().of(who), at.finder().path(target), spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        StartedDriver at = running();
        at.changes().delete(at.cluster().of(who), at.finder().path(ref), spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        StartedDriver at = running();
        return at.moves()
                .move(at.cluster().of(who), at.finder().path(from), at.finder().path(to), spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) {
        StartedDriver at = running();
        return at.room()
                .quota(at.nodes()
                        .at(at.cluster().of(who), at.finder().path(ref))
                        .path());
    }

    @Override
    public Optional<Versions> versions() {
        return running().versions();
    }

    @Override
    public Optional<Trash> trash() {
        return Optional.of(running().trash());
    }

    @Override
    public Optional<Spaces> spaces() {
        return Optional.of(running().spaces());
    }

    @Override
    public Optional<Upkeep> upkeep() {
        return Optional.of(running().upkeep());
    }

    @Override
    public Optional<StoredId> storedId() {
        StartedDriver at = running();
        return Optional.of(new TreeId(at.cluster().own(), at.reserved()));
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
