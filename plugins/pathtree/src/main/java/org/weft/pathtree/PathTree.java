/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.pathtree.PathStore.Opened;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Attempts;
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
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.write.Writes;

/**
 * A storage over a backend that knows paths only. Ids, etags and digests live in the driver's database; whatever other programs
 * change is found by the next look, listing or scan. One server at a time may serve a tree. Thread-safe.
 */
public final class PathTree implements StorageDriver {

    static final Set<Checksum.Algorithm> DIGESTS =
            EnumSet.of(Checksum.Algorithm.SHA1, Checksum.Algorithm.MD5, Checksum.Algorithm.ADLER32);

    private static final Logger LOG = LoggerFactory.getLogger(PathTree.class);

    /** What earlier servers have left can wait until the start is over. */
    private static final Duration TIDYING = Duration.ofMinutes(1);

    private final PathStore store;
    private final Optional<Duration> scan;
    private final DriverContext context;
    private final NodeTable nodes;
    private final Recorder recorder;
    private final Finder finder;
    private final Listing listing;
    private final Workshop workshop;
    private final Writes<Spot, Steps.Grown> writes;

    private volatile List<Future<?>> later = List.of();

    /**
     * A tree.
     *
     * @param store the backend; closed with the tree
     * @param scan how often all folders are listed, to find what other programs have changed; empty for never
     * @param context the driver's
     */
    public PathTree(PathStore store, Optional<Duration> scan, DriverContext context) {
        this.store = store;
        this.scan = scan;
        this.context = context;
        this.nodes = new NodeTable(context);
        FolderLocks locks = new FolderLocks(context);
        this.recorder = new Recorder(store, nodes, locks, context.clock());
        this.finder = new Finder(store, nodes, locks, recorder);
        this.listing = new Listing(store, nodes, locks, finder, recorder);
        this.workshop = new Workshop(store, context.executor(), context.clock());
        this.writes = new Writes<>(new Steps(store, nodes, locks, finder, recorder, workshop));
    }

    @Override
    public void start() throws IOException {
        store.start();
        nodes.start(recorder.newborn(null, "", true, 0, context.clock().millis(), "", Optional.empty()));
        workshop.open();
        recorder.finishMoves();
        List<Future<?>> tasks = new ArrayList<>();
        tasks.add(context.scheduler().schedule(this::tidy, TIDYING.toMillis(), TimeUnit.MILLISECONDS));
        scan.ifPresent(every -> tasks.add(context.scheduler()
                .scheduleWithFixedDelay(this::scan, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS)));
        later = List.copyOf(tasks);
    }

    private void tidy() {
        try {
            workshop.tidy();
            nodes.tidy();
        } catch (IOException | WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", context.instance())
                    .addKeyValue("reason", failure.getMessage())
                    .log("tidying-failed");
        }
    }

    private void scan() {
        try {
            scan(RelPath.root());
            nodes.tidy();
        } catch (IOException | WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", context.instance())
                    .addKeyValue("reason", failure.getMessage())
                    .log("scan-failed");
        }
    }

    /**
     * Looks through a folder and all below it for what other programs have changed.
     *
     * @throws WeftException.Unavailable when the backend does not answer; what was found until then is kept
     */
    public void scan(RelPath folder) throws IOException {
        Ref ref = Ref.path(folder);
        try {
            listing.list(ref, ListSpec.all(), node -> true);
            String id = Finder.row(finder.folder(ref)).id();
            String last = "";
            for (List<String> names = folders(id, last); !names.isEmpty(); names = folders(id, last)) {
                for (String name : names) {
                    scan(folder.resolve(name));
                    last = name;
                }
            }
        } catch (WeftException.NotFound | Conflict gone) {
            LOG.atTrace().log("folder-gone-during-scan");
        }
    }

    private List<String> folders(String id, String after) {
        return nodes.names(id, after, "folder = 1");
    }

    @Override
    public Health health() {
        return store.health();
    }

    @Override
    public void close() {
        later.forEach(task -> task.cancel(true));
        store.close();
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
                        Trait.NATIVE_RANGE)
                .withChecksums(DIGESTS.toArray(Checksum.Algorithm[]::new));
    }

    @Override
    public Node stat(Caller who, Ref ref) throws IOException {
        return node(finder.node(ref));
    }

    private static Node node(Spot spot) {
        return Spot.node(Finder.row(spot), spot.path());
    }

    @Override
    public void list(Caller who, Ref folder, ListSpec spec, Sink<Node> sink) throws IOException {
        if (spec.after().isPresent()) {
            throw new Unsupported("this storage lists a folder from its beginning only");
        }
        listing.list(folder, spec, sink);
    }

    /**
     * The row is read before and after the file is opened: when it is the same both times and fits what was opened, no step has
     * given the name to another content in between.
     */
    @Override
    public Content open(Caller who, Ref file, ReadSpec spec) throws IOException {
        RelPath path = finder.path(file);
        for (Attempts attempts = Attempts.at(path); ; attempts.next()) {
            Spot spot = finder.node(file);
            Row before = Finder.row(spot);
            if (before.folder()) {
                throw new Conflict("/" + spot.path() + " is a folder");
            }
            Opened opened;
            try {
                opened = store.open(spot.path());
            } catch (NoSuchFileException gone) {
                continue;
            }
            boolean isTaken = false;
            try {
                if (before.isStill(opened.entry())
                        && nodes.byId(before.id()).filter(before::equals).isPresent()) {
                    Node node = Spot.node(before, spot.path());
                    ReadSpec.Span span = spec.selection().of(node);
                    PathStore.Bytes bytes = opened.part(span.offset(), span.length());
                    isTaken = true;
                    return Content.stream(node, new Part(opened, bytes, span.length()), span.offset(), span.length());
                }
            } finally {
                if (!isTaken) {
                    opened.close();
                }
            }
        }
    }

    @Override
    public Node put(Caller who, Ref target, PutSpec spec, InputStream body) throws IOException {
        return writes.put(target, spec, body);
    }

    @Override
    public Node makeFolder(Caller who, Ref target, MakeSpec spec) throws IOException {
        return writes.makeFolder(target, spec);
    }

    @Override
    public void delete(Caller who, Ref ref, DeleteSpec spec) throws IOException {
        writes.delete(ref, spec);
    }

    @Override
    public Node move(Caller who, Ref from, Ref to, MoveSpec spec) throws IOException {
        return writes.move(from, to, spec);
    }

    @Override
    public Quota quota(Caller who, Ref ref) throws IOException {
        Quota room = store.room(finder.node(ref).path());
        long used = nodes.byId(nodes.root()).map(Row::size).orElse(0L);
        return new Quota(room.total(), OptionalLong.of(used), room.remaining());
    }
}
