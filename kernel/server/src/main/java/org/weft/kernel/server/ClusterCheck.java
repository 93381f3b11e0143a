/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.weft.kernel.runtime.database.ClusterNodes;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits.Trait;

/**
 * Whether this node may serve beside others. Nodes that share a database are one site; a storage that lies on one of
 * them only, or uploads that do, would be lost to clients that come to another.
 */
final class ClusterCheck implements AutoCloseable {

    /** Between two signs of life. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final ClusterNodes nodes;
    private final MountTable mounts;
    private final boolean sharedSpool;

    /**
     * @param data where this node's own id is kept
     * @param sharedSpool whether the operator named a spool, which then is one that the nodes share
     */
    ClusterCheck(StateDatabase database, Path data, MountTable mounts, boolean sharedSpool) {
        this.nodes = new ClusterNodes(database, id(data), host() + ":" + data.toAbsolutePath());
        this.mounts = mounts;
        this.sharedSpool = sharedSpool;
    }

    private static String id(Path data) {
        Path file = data.resolve("node-id");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(data);
                Files.writeString(file, UUID.randomUUID() + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("the data folder " + data + " can't be used", failure);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** Says that this node is there; call it every few seconds. */
    void sign() {
        nodes.sign();
    }

    /** What forbids to serve beside the others, in words for the operator; empty when nothing does, or nobody is there. */
    List<String> obstacles() {
        List<String> others = nodes.others();
        List<String> obstacles = new ArrayList<>();
        if (!others.isEmpty()) {
            for (Mount mount : mounts.all()) {
                obstacle(mount, others, obstacles);
            }
        }
        return obstacles;
    }

    private void obstacle(Mount mount, List<String> others, List<String> obstacles) {
        try (Lease<StorageDriver> lease = mount.handle().acquire()) {
            StorageDriver driver = lease.driver();
            if (driver.traits().has(Trait.READ_ONLY)) {
                return;
            }
            String where = "storage '" + mount.name() + "' can't be served beside the other nodes of this site "
                    + others + ": ";
            if (!driver.traits().has(Trait.SHARED)) {
                obstacles.add(where + "its driver serves one server only; use a storage that nodes can share, or give"
                        + " this server a database of its own");
            } else if (driver.uploads().isEmpty() && !sharedSpool) {
                obstacles.add(where + "uploads in parts would lie on one node; set [server] spool to a folder that all"
                        + " nodes share");
            }
        } catch (WeftException notServing) {
            return; // judged when it serves
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
