/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A real HDFS of one name node and one data node in this process; started once, and ended with it. */
final class MiniHdfs {

    private static final class Holder {
        private static final MiniHdfs ONE = start();
    }

    private final MiniDFSCluster cluster;

    private MiniHdfs(MiniDFSCluster cluster) {
        this.cluster = cluster;
    }

    /** The one that all tests share, each with a folder of its own. */
    static MiniHdfs shared() {
        return Holder.ONE;
    }

    private static MiniHdfs start() {
        try {
            return start(Path.of("target", "hdfs-" + ProcessHandle.current().pid()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One of a test's own, that may be stopped. */
    static MiniHdfs start(Path folder) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("hdfs.minidfs.basedir", folder.toAbsolutePath().toString());
        configuration.set("hadoop.proxyuser." + System.getProperty("user.name") + ".hosts", "*");
        configuration.set("hadoop.proxyuser." + System.getProperty("user.name") + ".groups", "*");
        configuration.setBoolean("dfs.permissions.enabled", true);
        configuration.setInt("dfs.namenode.safemode.min.datanodes", 0);
        configuration.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        return new MiniHdfs(cluster);
    }

    MiniDFSCluster cluster() {
        return cluster;
    }

    URI uri() {
        return URI.create("hdfs://localhost:" + cluster.getNameNodePort());
    }

    /** As Hadoop's own tools see it, by the superuser. */
    DistributedFileSystem files() {
        try {
            return cluster.getFileSystem();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Options that serve a folder. */
    HdfsConfig config(String root) {
        return new HdfsConfig(
                Optional.of(uri()),
                root,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(2),
                List.of("SHA1", "MD5", "ADLER32"),
                MakeRoom.TRASH); // the machine may be busy
    }

    /** A path in HDFS for a test of its own. */
    static String rootOf(Path tmp) {
        return "/" + Integer.toHexString(tmp.toAbsolutePath().toString().hashCode()) + tmp.toAbsolutePath();
    }

    void stop() {
        cluster.shutdown();
    }
}
