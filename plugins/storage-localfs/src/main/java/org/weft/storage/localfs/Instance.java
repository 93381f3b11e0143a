/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException;
import org.weft.spi.config.Size;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Versions;

/** Everything of a started driver: wires it, and takes it down in the opposite order. */
final class Instance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final long FLUSH_MILLIS = 200;
    private static final long RECOUNT_MILLIS = 100;
    private static final long SWEEP_MINUTES = 60;
    private static final long FIRST_SCAN_SECONDS = 60;
    private static final long WATCH_MILLIS = 500;

    private final Deque<AutoCloseable> closing;
    private final Workshop shop;
    private final Traits traits;
    private final Finder finder;
    private final Listing listing;
    private final Opening opening;
    private final Puts puts;
    private final TreeChanges changes;
    private final Moves moves;
    private final Copies copies;
    private final FileVersions versions;
    private final TrashBin trash;
    private final LocalSpaces spaces;
    private final Links links;
    private final LocalUpkeep upkeep;
    private final PartUploads uploads;
    private final Retention retention;
    private final Scan scan;

    private Instance(
            Deque<AutoCloseable> closing,
            Workshop shop,
            Traits traits,
            Finder finder,
            Listing listing,
            Opening opening,
            Puts puts,
            TreeChanges changes,
            Moves moves,
            Copies copies,
            FileVersions versions,
            TrashBin trash,
            LocalSpaces spaces,
            Links links,
            LocalUpkeep upkeep,
            PartUploads uploads,
            Retention retention,
            Scan scan) {
        this.closing = closing;
        this.shop = shop;
        this.traits = traits;
        this.finder = finder;
        this.listing = listing;
        this.opening = opening;
        this.puts = puts;
        this.changes = changes;
        this.moves = moves;
        this.copies = copies;
        this.versions = versions;
        this.trash = trash;
        this.spaces = spaces;
        this.links = links;
        this.upkeep = upkeep;
        this.uploads = uploads;
        this.retention = retention;
        this.scan = scan;
    }

    Workshop shop() {
        return shop;
    }

    Traits traits() {
        return traits;
    }

    Nodes nodes() {
        return shop.nodes();
    }

    Ways ways() {
        return shop.ways();
    }

    Finder finder() {
        return finder;
    }

    Listing listing() {
        return listing;
    }

    Opening opening() {
        return opening;
    }

    Puts puts() {
        return puts;
    }

    TreeChanges changes() {
        return changes;
    }

    Moves moves() {
        return moves;
    }

    Copies copies() {
        return copies;
    }

    /** The ability, unless it is switched off. */
    Optional<Versions> versions() {
        return shop.versions().isOn() ? Optional.of(versions) : Optional.empty();
    }

    /** The ability, unless it is switched off. */
    Optional<Trash> trash() {
        return shop.discards().hasTrash() ? Optional.of(trash) : Optional.empty();
    }

    LocalSpaces spaces() {
        return spaces;
    }

    Links links() {
        return links;
    }

    LocalUpkeep upkeep() {
        return upkeep;
    }

    PartUploads uploads() {
        return uploads;
    }

    Scan scan() {
        return scan;
    }

    Retention retention() {
        return retention;
    }

    static Instance start(LocalFsConfig config, DriverContext context) throws IOException {
        Deque<AutoCloseable> closing = new ArrayDeque<>();
        try {
            return wire(config, context, closing);
        } catch (WeftException refused) {
            close(closing);
            throw new IOException("the folder " + config.root() + " can't be served: " + refused.text(), refused);
        } catch (IOException | RuntimeException failure) {
            close(closing);
            throw failure;
        }
    }

    private static Instance wire(LocalFsConfig config, DriverContext context, Deque<AutoCloseable> closing)
            throws IOException {
        ScratchPool scratches = new ScratchPool();
        Path own = Files.createDirectories(config.root().resolve(Tree.RESERVED));
        Path tmp = Files.createDirectories(own.resolve("tmp"));
        int rootFd = open(scratches, config.root(), closing);
        int ownFd = open(scratches, own, closing);
        int tmpFd = open(scratches, tmp, closing);
        int trashFd = open(scratches, Files.createDirectories(own.resolve("trash")), closing);
        Path uploadsFolder = Files.createDirectories(own.resolve("uploads"));
        int uploadsFd = open(scratches, uploadsFolder, closing);
        int versionsFd = open(scratches, Files.createDirectories(own.resolve("versions")), closing);
        int lockFd = lockFile(scratches, ownFd, closing);

        boolean fresh = RootFolder.requireAttributes(scratches, config.root(), rootFd);
        Ownership ownership = Ownership.take(scratches, context, own, ownFd);
        closing.push(ownership);
        TempFolder temp = new TempFolder(scratches, tmp, tmpFd);
        RootFolder root = RootFolder.open(scratches, rootFd, context);
        FolderLocks locks = new FolderLocks(scratches, lockFd);
        Propagation.OwnFolders folders = new Propagation.OwnFolders(inode(scratches, ownFd), inode(scratches, trashFd));
        LinkHolders holders = new LinkHolders();
        Propagation propagation = new Propagation(scratches, locks, context.clock(), root, folders, holders);
        Quiet quiet = new Quiet();
        NodeIndex index = new NodeIndex(context.database(Database.Durability.REBUILDABLE));
        startIndex(index, root, ownership, fresh);
        closing.push(() -> end(index, ownership));
        Tree tree = new Tree(scratches, root, locks, propagation, quiet, index);
        Optional<Long> quota = config.quota().map(Size::bytes);
        SpaceTable spaces = new SpaceTable(root, quota, scratches);
        Ways ways = new Ways(tree, spaces, config.root().toRealPath().toString());
        Nodes nodes = new Nodes(
                tree,
                scratches,
                spaces,
                index,
                ways,
                holders,
                ownership.epoch(),
                config.kept().contains(Checksum.Algorithm.MD5));
        KeptFolders kept = new KeptFolders(scratches, locks, propagation, index, trashFd);
        VersionStore versions = new VersionStore(
                scratches, propagation, kept, versionsFd, config.versionsKept(), config.versionsRetention());
        TrashStore trash = new TrashStore(scratches, tree, index, propagation);
        Discards discards = new Discards(
                scratches,
                index,
                propagation,
                temp,
                kept,
                versions,
                trash,
                config.trashRetention().isPositive(),
                context.executor());
        Room room = new Room(
                tree,
                spaces,
                kept,
                scratches,
                rootFd,
                new GivingWay(config.makeRoom(), kept, versions, discards, tree, scratches));
        Workshop shop = new Workshop(
                scratches,
                tree,
                ways,
                nodes,
                spaces,
                index,
                locks,
                propagation,
                quiet,
                temp,
                kept,
                versions,
                discards,
                room,
                config.kept(),
                config.durable());
        TreeChanges changes = new TreeChanges(shop);
        spaces.load(tree);
        if (!ownership.isShared()) {
            new Recovery(shop).run();
        }
        Scan scan = new Scan(tree, scratches, index, locks, propagation, quiet, context.clock(), kept, nodes);
        context.meter().gauge("scan_names", () -> Math.max(0, scan.progress()));
        boolean alone = !ownership.isShared();
        Mending mending = new Mending(shop, scan, alone);
        LocalUpkeep upkeep = new LocalUpkeep(shop, mending, own, alone);
        schedule(config, context, tree, scratches, index, scan, closing);
        if (index.isComplete()) {
            mending.notNeeded();
        } else {
            context.executor().execute(mending::afterCrash);
            closing.push(mending::end);
        }
        Finder finder = new Finder(tree, index, spaces, scan, locks, ways);
        TrashBin bin = new TrashBin(shop, finder);
        Puts puts = new Puts(shop);
        PartUploads uploads = new PartUploads(shop, finder, puts, uploadsFolder, uploadsFd);
        Retention retention = new Retention(shop, bin, uploads, config.trashRetention());
        cancelAtEnd(
                closing,
                context.scheduler()
                        .scheduleWithFixedDelay(retention::sweep, SWEEP_MINUTES, SWEEP_MINUTES, TimeUnit.MINUTES));
        return new Instance(
                closing,
                shop,
                LocalFsDriver.traits(temp.canExchange(), config.kept()),
                finder,
                new Listing(tree, scratches, nodes, spaces, ways),
                new Opening(tree, scratches, nodes),
                puts,
                changes,
                new Moves(shop),
                new Copies(shop),
                new FileVersions(shop, finder),
                bin,
                new LocalSpaces(shop, changes, context),
                new Links(shop, finder),
                upkeep,
                uploads,
                retention,
                scan);
    }

    private static long inode(ScratchPool scratches, int fd) throws IOException {
        try (Scratch s = scratches.take()) {
            int seen = Posix.stat(s, fd);
            if (seen < 0) {
                throw Errno.raise(seen, "to look at a folder in .weft");
            }
            return s.inode();
        }
    }

    private static int open(ScratchPool scratches, Path folder, Deque<AutoCloseable> closing) throws IOException {
        try (Scratch s = scratches.take()) {
            int fd = Posix.openRoot(s, folder.toString());
            if (fd < 0) {
                throw Errno.raise(fd, "to open the folder");
            }
            closing.push(() -> close(scratches, fd));
            return fd;
        }
    }

    private static int lockFile(ScratchPool scratches, int ownFd, Deque<AutoCloseable> closing) throws IOException {
        try (Scratch s = scratches.take()) {
            int fd = Posix.openOrCreate(s, ownFd, s.name("locks"));
            if (fd < 0) {
                throw Errno.raise(fd, "to make a lock file");
            }
            closing.push(() -> close(scratches, fd));
            return fd;
        }
    }

    private static void close(ScratchPool scratches, int fd) {
        try (Scratch s = scratches.take()) {
            Posix.close(s, fd);
        }
    }

    private static void startIndex(NodeIndex index, RootFolder root, Ownership ownership, boolean fresh)
            throws IOException {
        try {
            index.start(root.id(), ownership.wasClean(), fresh);
        } catch (SQLException failure) {
            throw new IOException("the index of ids can't be opened: " + failure.getMessage(), failure);
        }
    }

    private static void end(NodeIndex index, Ownership ownership) {
        index.flush();
        if (index.pending() > 0) {
            ownership.spoil();
        }
    }

    private static void schedule(
            LocalFsConfig config,
            DriverContext context,
            Tree tree,
            ScratchPool scratches,
            NodeIndex index,
            Scan scan,
            Deque<AutoCloseable> closing) {
        closing.push(scan::end);
        cancelAtEnd(
                closing,
                context.scheduler()
                        .scheduleWithFixedDelay(index::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS));
        cancelAtEnd(
                closing,
                context.scheduler()
                        .scheduleWithFixedDelay(
                                scan::recountStale, RECOUNT_MILLIS, RECOUNT_MILLIS, TimeUnit.MILLISECONDS));
        Runnable whole = () -> scan(scan, config.scanPace());
        if (config.scan().isPositive()) {
            long interval = config.scan().toSeconds();
            cancelAtEnd(
                    closing,
                    context.scheduler()
                            .scheduleWithFixedDelay(
                                    whole, Math.min(interval, FIRST_SCAN_SECONDS), interval, TimeUnit.SECONDS));
        }
        if (config.watch() > 0) {
            Watching watching = new Watching(
                    tree, scratches, config.watch(), () -> context.executor().execute(whole));
            context.meter().gauge("watched_folders", watching::folders);
            closing.push(watching);
            context.executor().execute(watching::start);
            cancelAtEnd(
                    closing,
                    context.scheduler()
                            .scheduleWithFixedDelay(watching::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    private static void cancelAtEnd(Deque<AutoCloseable> closing, ScheduledFuture<?> task) {
        closing.push(() -> task.cancel(false));
    }

    private static void scan(Scan scan, int pace) {
        try {
            scan.atLeisure(pace);
        } catch (IOException | RuntimeException failure) {
            LOG.warn("scan_failed error={}", failure.getMessage());
        }
    }

    @Override
    public void close() {
        close(closing);
    }

    private static void close(Deque<AutoCloseable> closing) {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failure) {
                LOG.warn("close_failed error={}", failure.getMessage());
            }
        }
    }
}
