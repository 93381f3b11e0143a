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
final class StartedDriver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartedDriver.class);
    private static final long FLUSH_MILLIS = 200;
    private static final long RECOUNT_MILLIS = 100;
    private static final long SWEEP_MINUTES = 60;
    private static final long FIRST_SCAN_SECONDS = 60;
    private static final long WATCH_MILLIS = 500;

    private final Deque<AutoCloseable> closing;
    private final WriteContext shop;
    private final Traits traits;
    private final ReferenceResolver finder;
    private final Listing listing;
    private final FileOpener opening;
    private final FileWriter puts;
    private final FolderOperations changes;
    private final NodeMover moves;
    private final NodeCopier copies;
    private final FileVersions versions;
    private final TrashBin trash;
    private final LocalSpaces spaces;
    private final LocalSymlinks links;
    private final LocalUpkeep upkeep;
    private final PartUploads uploads;
    private final Retention retention;
    private final Scan scan;

    private StartedDriver(
            Deque<AutoCloseable> closing,
            WriteContext shop,
            Traits traits,
            ReferenceResolver finder,
            Listing listing,
            FileOpener opening,
            FileWriter puts,
            FolderOperations changes,
            NodeMover moves,
            NodeCopier copies,
            FileVersions versions,
            TrashBin trash,
            LocalSpaces spaces,
            LocalSymlinks links,
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

    WriteContext shop() {
        return shop;
    }

    Traits traits() {
        return traits;
    }

    Nodes nodes() {
        return shop.nodes();
    }

    SymlinkResolver ways() {
        return shop.ways();
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

    NodeCopier copies() {
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

    LocalSymlinks links() {
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

    static StartedDriver start(LocalFsConfig config, DriverContext context) throws IOException {
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

    private static StartedDriver wire(LocalFsConfig config, DriverContext context, Deque<AutoCloseable> closing)
            throws IOException {
        CallBufferPool scratches = new CallBufferPool();
        Path own = Files.createDirectories(config.root().resolve(FolderTree.RESERVED));
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
        RootOwnership ownership = RootOwnership.take(scratches, context, own, ownFd);
        closing.push(ownership);
        TempFolder temp = new TempFolder(scratches, tmp, tmpFd);
        RootFolder root = RootFolder.open(scratches, rootFd, context);
        FolderLocks locks = new FolderLocks(scratches, lockFd);
        TreePropagation.OwnFolders folders =
                new TreePropagation.OwnFolders(inode(scratches, ownFd), inode(scratches, trashFd));
        LinkHolders holders = new LinkHolders();
        TreePropagation propagation = new TreePropagation(scratches, locks, context.clock(), root, folders, holders);
        SizeBarrier quiet = new SizeBarrier();
        NodeIndex index = new NodeIndex(context.database(Database.Durability.REBUILDABLE));
        startIndex(index, root, ownership, fresh);
        closing.push(() -> end(index, ownership));
        FolderTree tree = new FolderTree(scratches, root, locks, propagation, quiet, index);
        Optional<Long> quota = config.quota().map(Size::bytes);
        SpaceTable spaces = new SpaceTable(root, quota, scratches);
        SymlinkResolver ways =
                new SymlinkResolver(tree, spaces, config.root().toRealPath().toString());
        Nodes nodes = new Nodes(
                tree,
                scratches,
                spaces,
                index,
                ways,
                holders,
                ownership.epoch(),
                config.kept().contains(Checksum.Algorithm.MD5));
        TrashFolders kept = new TrashFolders(scratches, locks, propagation, index, trashFd);
        VersionStore versions = new VersionStore(
                scratches, propagation, kept, versionsFd, config.versionsKept(), config.versionsRetention());
        TrashStore trash = new TrashStore(scratches, tree, index, propagation);
        NodeDisposal discards = new NodeDisposal(
                scratches,
                index,
                propagation,
                temp,
                kept,
                versions,
                trash,
                config.trashRetention().isPositive(),
                context.executor());
        QuotaAccount room = new QuotaAccount(
                tree,
                spaces,
                kept,
                scratches,
                rootFd,
                new RoomMaker(config.makeRoom(), kept, versions, discards, tree, scratches));
        WriteContext shop = new WriteContext(
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
        FolderOperations changes = new FolderOperations(shop);
        spaces.load(tree);
        if (!ownership.isShared()) {
            new Recovery(shop).run();
        }
        Scan scan = new Scan(tree, scratches, index, locks, propagation, quiet, context.clock(), kept, nodes);
        context.meter().gauge("scan_names", () -> Math.max(0, scan.progress()));
        boolean alone = !ownership.isShared();
        Repair mending = new Repair(shop, scan, alone);
        LocalUpkeep upkeep = new LocalUpkeep(shop, mending, own, alone);
        schedule(config, context, tree, scratches, index, scan, closing);
        if (index.isComplete()) {
            mending.notNeeded();
        } else {
            context.executor().execute(mending::afterCrash);
            closing.push(mending::end);
        }
        ReferenceResolver finder = new ReferenceResolver(tree, index, spaces, scan, locks, ways);
        TrashBin bin = new TrashBin(shop, finder);
        FileWriter puts = new FileWriter(shop);
        PartUploads uploads = new PartUploads(shop, finder, puts, uploadsFolder, uploadsFd);
        Retention retention = new Retention(shop, bin, uploads, config.trashRetention());
        cancelAtEnd(
                closing,
                context.scheduler()
                        .scheduleWithFixedDelay(retention::sweep, SWEEP_MINUTES, SWEEP_MINUTES, TimeUnit.MINUTES));
        return new StartedDriver(
                closing,
                shop,
                LocalFsDriver.traits(temp.canExchange(), config.kept()),
                finder,
                new Listing(tree, scratches, nodes, spaces, ways),
                new FileOpener(tree, scratches, nodes),
                puts,
                changes,
                new NodeMover(shop),
                new NodeCopier(shop),
                new FileVersions(shop, finder),
                bin,
                new LocalSpaces(shop, changes, context),
                new LocalSymlinks(shop, finder),
                upkeep,
                uploads,
                retention,
                scan);
    }

    private static long inode(CallBufferPool scratches, int fd) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int seen = Posix.stat(s, fd);
            if (seen < 0) {
                throw Errno.raise(seen, "to look at a folder in .weft");
            }
            return s.inode();
        }
    }

    private static int open(CallBufferPool scratches, Path folder, Deque<AutoCloseable> closing) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openRoot(s, folder.toString());
            if (fd < 0) {
                throw Errno.raise(fd, "to open the folder");
            }
            closing.push(() -> close(scratches, fd));
            return fd;
        }
    }

    private static int lockFile(CallBufferPool scratches, int ownFd, Deque<AutoCloseable> closing) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openOrCreate(s, ownFd, s.name("locks"));
            if (fd < 0) {
                throw Errno.raise(fd, "to make a lock file");
            }
            closing.push(() -> close(scratches, fd));
            return fd;
        }
    }

    private static void close(CallBufferPool scratches, int fd) {
        try (CallBuffer s = scratches.take()) {
            Posix.close(s, fd);
        }
    }

    private static void startIndex(NodeIndex index, RootFolder root, RootOwnership ownership, boolean fresh)
            throws IOException {
        try {
            index.start(root.id(), ownership.wasClean(), fresh);
        } catch (SQLException failure) {
            throw new IOException("the index of ids can't be opened: " + failure.getMessage(), failure);
        }
    }

    private static void end(NodeIndex index, RootOwnership ownership) {
        index.flush();
        if (index.pending() > 0) {
            ownership.spoil();
        }
    }

    private static void schedule(
            LocalFsConfig config,
            DriverContext context,
            FolderTree tree,
            CallBufferPool scratches,
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
            FolderWatch watching = new FolderWatch(
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
