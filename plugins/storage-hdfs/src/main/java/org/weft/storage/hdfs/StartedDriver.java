/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Progress;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Versions;

/** Everything of a started driver: wires it, and takes it down. */
final class StartedDriver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartedDriver.class);
    private static final int LONGEST_NAME = 255;
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final Duration SWEEPING = Duration.ofMinutes(1);
    private static final Duration TIDYING = Duration.ofHours(1);
    private static final Duration RENEWING = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final Traits traits;
    private final Nodes nodes;
    private final ReferenceResolver finder;
    private final Listing listing;
    private final FileOpener opening;
    private final FileWriter puts;
    private final FolderOperations changes;
    private final NodeMover moves;
    private final TrashBin trash;
    private final HdfsSpaces spaces;
    private final QuotaAccount room;
    private final HdfsUpkeep upkeep;
    private final @Nullable Versions versions;
    private final String reserved;
    private final List<Future<?>> tasks = new ArrayList<>();

    static StartedDriver start(HdfsConfig config, DriverContext context, ClusterHealth trouble) throws IOException {
        Cluster cluster = Cluster.join(config, trouble);
        try {
            return new StartedDriver(config, context, cluster);
        } catch (WeftException refused) {
            cluster.close();
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            throw new IOException(
                    "the folder " + config.root() + " of " + cluster.uri() + " can't be served: " + refused.text()
                            + " (" + HadoopErrors.line(cause) + ")",
                    refused);
        } catch (SQLException failure) {
            cluster.close();
            throw new IOException("the server's database failed: " + failure.getMessage(), failure);
        } catch (RuntimeException | IOException failure) {
            cluster.close();
            throw failure;
        }
    }

    private StartedDriver(HdfsConfig config, DriverContext context, Cluster cluster) throws IOException, SQLException {
        this.cluster = cluster;
        HdfsClient own = cluster.own();
        String base = config.root().endsWith("/")
                ? config.root().substring(0, config.root().length() - 1)
                : config.root();
        Root root = Root.prepare(own, base, config.impersonate());
        NodeIds ids = new NodeIds(root.tag());
        ParallelCalls fan = new ParallelCalls(context.executor());
        FileAttributes marks = new FileAttributes(fan);
        IdCache links = new IdCache();
        Tree tree = new Tree(own, base, root.inode(), marks, links);
        DriverTables ledger = new DriverTables(context.database(Database.Durability.DURABLE));
        ledger.start(HexFormat.of().toHexDigits(root.tag()), root.isFresh());
        TreePropagation folders =
                new TreePropagation(own, tree, links, ledger, fan, context.clock(), config.folderEtags());
        Optional<Long> quota = config.quota().map(Size::bytes);
        this.spaces = new HdfsSpaces(own, tree, ids, quota, context);
        this.nodes = new Nodes(tree, folders, spaces, ids);
        RoomMaker giving = new RoomMaker(own, tree, config.makeRoom());
        this.room = new QuotaAccount(own, tree, folders, spaces, quota, giving);
        this.reserved = tree.reserved();
        TempFiles temps = new TempFiles(reserved, config.durable());
        SnapshotKeeper keep = new SnapshotKeeper(own, tree, context.clock(), root.hasSnapshots());
        WriteContext shop =
                new WriteContext(own, tree, nodes, spaces, folders, marks, links, temps, room, keep, context);
        this.finder = new ReferenceResolver(own, tree, marks, links, ledger, spaces, ids);
        this.listing = new Listing(tree, nodes, folders);
        this.opening = new FileOpener(tree, nodes, keep);
        this.puts = new FileWriter(shop, config.algorithms());
        this.moves = new NodeMover(shop);
        this.trash = new TrashBin(shop, cluster, finder, moves, ids);
        this.changes = new FolderOperations(shop, trash);
        this.upkeep = new HdfsUpkeep(shop, ledger, trash, config.trashKeep());
        this.versions = root.hasSnapshots() ? new SnapshotVersions(shop, cluster, finder, puts, ids, fan) : null;
        this.traits = traits(config.folderEtags(), config.algorithms());
        spaces.connect(new Making());
        Progress progress = upkeep.progress();
        context.meter().gauge("upkeep_things", progress::count);
        schedule(config, context, folders, ledger, keep);
    }

    private static Traits traits(boolean folderEtags, Set<Checksum.Algorithm> digests) {
        Set<Trait> truths = EnumSet.of(
                Trait.CASE_SENSITIVE,
                Trait.STABLE_IDS,
                Trait.ATOMIC_PUT,
                Trait.CONDITIONAL_PUT,
                Trait.STRONG_ETAG,
                Trait.EMPTY_FOLDERS,
                Trait.SETTABLE_MTIME,
                Trait.NATIVE_RANGE,
                Trait.RESUMABLE_LIST,
                Trait.SHARED);
        if (folderEtags) {
            truths.add(Trait.FOLDER_ETAG_PROPAGATES);
        }
        return Traits.of(truths.toArray(Trait[]::new))
                .withChecksums(digests.toArray(Checksum.Algorithm[]::new))
                .withLimits(LONGEST_NAME, Long.MAX_VALUE);
    }

    /** What the spaces need of everything else. */
    private final class Making implements HdfsSpaces.Making {
        @Override
        public void make(RelPath path) {
            try {
                changes.makeFolder(cluster.own(), path, MakeSpec.simple());
            } catch (WeftException.AlreadyExists there) {
                LOG.debug("hdfs-space-folder-there path={}", path);
            } catch (IOException failure) {
                throw new WeftException.Unavailable("the folder of a space can't be made", failure);
            }
        }

        @Override
        public void remove(RelPath path, SpaceId space) {
            changes.removeSpace(path, space);
        }

        @Override
        public LongFunction<Optional<RelPath>> finder() {
            return finder::path;
        }
    }

    private void schedule(
            HdfsConfig config,
            DriverContext context,
            TreePropagation folders,
            DriverTables ledger,
            SnapshotKeeper keep) {
        every(context, SETTLING, folders::settleLost);
        if (keep.mayLiveOn()) {
            every(context, SWEEPING, keep::sweep);
        }
        if (cluster.isKerberos()) {
            every(context, RENEWING, cluster::renew);
        }
        every(context, TIDYING, () -> upkeep.sweep(finding -> true));
        config.scan().ifPresent(interval -> every(context, interval, () -> upkeep.tidy(finding -> true)));
        if (!ledger.isComplete()) {
            LOG.atInfo().addKeyValue("storage", context.instance()).log("hdfs-folder-is-looked-through");
            tasks.add(context.executor().submit(quietly(() -> upkeep.rebuild(finding -> true))));
        }
    }

    private void every(DriverContext context, Duration interval, Runnable work) {
        tasks.add(context.scheduler()
                .scheduleWithFixedDelay(
                        quietly(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** A task that fails is tried again at its next time. */
    private static Runnable quietly(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (WeftException failure) {
                LOG.atDebug().addKeyValue("reason", failure.text()).log("hdfs-upkeep-failed");
            }
        };
    }

    Cluster cluster() {
        return cluster;
    }

    /** Our own folder. */
    String reserved() {
        return reserved;
    }

    Traits traits() {
        return traits;
    }

    Nodes nodes() {
        return nodes;
    }

    ReferenceResolver finder() {
        return finder;
    }

    Listing listing() {
        return listing;
    }

    FileOpener opening() {
        return opening;
    }

    FileWriter puts() {
        return puts;
    }

    FolderOperations changes() {
        return changes;
    }

    NodeMover moves() {
        return moves;
    }

    TrashBin trash() {
        return trash;
    }

    HdfsSpaces spaces() {
        return spaces;
    }

    QuotaAccount room() {
        return room;
    }

    HdfsUpkeep upkeep() {
        return upkeep;
    }

    Optional<Versions> versions() {
        return Optional.ofNullable(versions);
    }

    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(true));
        cluster.close();
    }

    /**
     * The folder that is served.
     *
     * @param inode its inode
     * @param tag what the ids of its nodes end with
     * @param isFresh whether no Weft has ever served it
     * @param hasSnapshots whether the cluster's operator allows snapshots of it
     */
    private record Root(long inode, int tag, boolean isFresh, boolean hasSnapshots) {

        private static final byte VERSION = 1;

        static Root prepare(HdfsClient own, String base, boolean shared) {
            String place = base.isEmpty() ? "/" : base;
            if (own.stat(place) == null) {
                own.makeFolder(place, "to make the storage's folder");
            }
            String reserved = base + "/" + Names.RESERVED;
            for (String folder :
                    List.of(reserved, reserved + "/" + TempFiles.FOLDER, reserved + "/" + TrashBin.FOLDER)) {
                if (own.stat(folder) == null) {
                    own.makeOwnFolder(folder, folder.equals(reserved) ? (shared ? 0711 : 0700) : shared ? 01777 : 0700);
                }
            }
            InodeStatus status = own.stat(place);
            if (status == null || !status.isFolder()) {
                throw new WeftException.Conflict("it is no folder");
            }
            Optional<Integer> known =
                    own.attribute(place, FileAttributes.ATTRIBUTE).flatMap(value -> tag(value, status));
            if (known.isPresent()) {
                return new Root(status.inode(), known.get(), false, status.snapshots());
            }
            int tag = new SecureRandom().nextInt();
            ByteBuffer value = ByteBuffer.allocate(13);
            value.put(VERSION).putLong(status.inode()).putInt(tag);
            own.setAttribute(place, FileAttributes.ATTRIBUTE, value.array());
            boolean used = new FolderPages(own, place, true, "").next().size() > 0;
            return new Root(status.inode(), tag, !used, status.snapshots());
        }

        /** The tag, unless it was copied here with another folder's attributes. */
        private static Optional<Integer> tag(byte[] value, InodeStatus status) {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            return value.length == 13 && bytes.get() == VERSION && bytes.getLong() == status.inode()
                    ? Optional.of(bytes.getInt())
                    : Optional.empty();
        }
    }
}
