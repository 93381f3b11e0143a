/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;

/** Signs in at the cluster, and makes the clients: one of the server's own, and one a caller where callers are impersonated. */
final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final int MOST_CALLERS = 200;

    private final Configuration configuration;
    private final URI uri;
    private final UserGroupInformation user;
    private final boolean impersonates;
    private final ClusterHealth trouble;
    private final HdfsClient own;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, HdfsClient> callers = new LinkedHashMap<>(16, 0.75f, true);

    private Cluster(
            Configuration configuration,
            URI uri,
            UserGroupInformation user,
            boolean impersonates,
            ClusterHealth trouble)
            throws IOException {
        this.configuration = configuration;
        this.uri = uri;
        this.user = user;
        this.impersonates = impersonates;
        this.trouble = trouble;
        this.own = client(user);
    }

    /** Signs in; the first call to the name node is yet to come. */
    static Cluster join(HdfsConfig config, ClusterHealth trouble) throws IOException {
        Configuration configuration = configuration(config);
        URI uri = config.namenode().orElseGet(() -> FileSystem.getDefaultUri(configuration));
        if (!"hdfs".equals(uri.getScheme())) {
            throw new IOException("fs.defaultFS of the site files is " + uri + ", which is no HDFS; set namenode");
        }
        return new Cluster(configuration, uri, signIn(config, configuration), config.impersonate(), trouble);
    }

    /** Hadoop's settings: its defaults, ours, the site files', the single ones. */
    static Configuration configuration(HdfsConfig config) throws IOException {
        Configuration configuration = new Configuration();
        configuration.setClassLoader(DistributedFileSystem.class.getClassLoader());
        bound(configuration, config.timeout());
        Configuration site = new Configuration(false);
        for (Path file : config.siteFiles()) {
            if (!Files.isReadable(file)) {
                throw new IOException("the site file " + file + " can't be read");
            }
            site.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
        }
        for (Map.Entry<String, String> entry : site) {
            configuration.set(entry.getKey(), entry.getValue());
        }
        config.properties().forEach(configuration::set);
        configuration.set("fs.hdfs.impl", DistributedFileSystem.class.getName());
        configuration.setBoolean("fs.hdfs.impl.disable.cache", true);
        return configuration;
    }

    /** Hadoop's own patience is minutes; a client of Weft is told to come again instead. */
    private static void bound(Configuration configuration, Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        configuration.setInt("ipc.client.rpc-timeout.ms", millis);
        configuration.setInt("ipc.client.connect.timeout", Math.min(millis, 5_000));
        configuration.setInt("ipc.client.connect.max.retries", 1);
        configuration.setInt("ipc.client.connect.retry.interval", 200);
        configuration.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
        configuration.setInt("dfs.client.failover.max.attempts", 4);
        configuration.setInt("dfs.client.failover.sleep.max.millis", 2_000);
        configuration.setInt("dfs.client.retry.max.attempts", 2);
        configuration.setInt("dfs.client.max.block.acquire.failures", 2);
        configuration.setInt("dfs.client.retry.window.base", 500);
        // The name node hears of a block from its data node a moment after the client: asked again at 5, 10, 20 … ms
        // instead of at 400, a small file takes a tenth of the time.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 11);
        configuration.setInt("dfs.client.socket-timeout", millis);
        // Where all blocks of a file are is asked once: what is asked later may be told of what has taken its name.
        configuration.setLong("dfs.client.read.prefetch.size", 1L << 40);
    }

    private static UserGroupInformation signIn(HdfsConfig config, Configuration configuration) throws IOException {
        if (config.principal().isPresent() && config.keytab().isPresent()) {
            configuration.set("hadoop.security.authentication", "kerberos");
            UserGroupInformation.setConfiguration(configuration);
            return UserGroupInformation.loginUserFromKeytabAndReturnUGI(
                    config.principal().get(), config.keytab().get().toString());
        }
        return config.user().isPresent()
                ? UserGroupInformation.createRemoteUser(config.user().get())
                : UserGroupInformation.createRemoteUser(System.getProperty("user.name"));
    }

    /** Fetches a new ticket when the old one has not long to live. */
    void renew() {
        try {
            user.checkTGTAndReloginFromKeytab();
        } catch (IOException failure) {
            LOG.atWarn().addKeyValue("reason", HadoopErrors.line(failure)).log("hdfs-ticket-not-renewed");
        }
    }

    boolean isKerberos() {
        return user.isFromKeytab();
    }

    URI uri() {
        return uri;
    }

    /** The server's own client. */
    HdfsClient own() {
        return own;
    }

    /** The client for what a caller does: behind a share or a link, and without impersonation, the server's own. */
    HdfsClient of(Caller who) {
        if (!impersonates || who.actingFor().isPresent()) {
            return own;
        }
        lock.lock();
        try {
            HdfsClient known = callers.get(who.username());
            if (known != null) {
                return known;
            }
            HdfsClient made = client(UserGroupInformation.createProxyUser(who.username(), user));
            callers.put(who.username(), made);
            if (callers.size() > MOST_CALLERS) {
                // Not closed: calls may be under way. It holds no connection of its own for long.
                callers.remove(callers.keySet().iterator().next());
            }
            return made;
        } catch (IOException failure) {
            throw new WeftException.Unavailable("HDFS can't be reached for the user", failure);
        } finally {
            lock.unlock();
        }
    }

    private HdfsClient client(UserGroupInformation whose) throws IOException {
        try (HadoopClassLoading hadoop = HadoopClassLoading.enter()) {
            FileSystem files = whose.doAs(
                    (PrivilegedExceptionAction<FileSystem>) () -> FileSystem.newInstance(uri, configuration));
            return new HdfsClient((DistributedFileSystem) files, trouble);
        } catch (IllegalArgumentException unknownHost) {
            throw new IOException(
                    "the name node's address can't be used: " + HadoopErrors.line(unknownHost), unknownHost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while signing in at HDFS", interrupted);
        }
    }

    @Override
    public void close() {
        own.close();
        lock.lock();
        try {
            callers.values().forEach(HdfsClient::close);
            callers.clear();
        } finally {
            lock.unlock();
        }
    }
}
