/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.db.MissingNodeTable;
import org.weft.kernel.storage.db.MissingNodeTable.Kept;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;

/**
 * Forgets dead properties and labels of nodes that have been neither live nor in the trash for a day: those below deleted
 * folders, and those that went from the trash. Some nodes are looked at in each round, so that a site with millions of
 * rows has no bad minute. Thread-safe.
 */
public final class OrphanSweep {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);
    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofHours(24);

    private final Namespace namespace;
    private final MissingNodeTable table;
    private final Clock clock;
    private final ReentrantLock round = new ReentrantLock();
    private String afterStorage = "";
    private String afterNode = "";

    public OrphanSweep(Namespace namespace, MissingNodeTable table, Clock clock) {
        this.namespace = namespace;
        this.table = table;
        this.clock = clock;
    }

    /** Looks at the next nodes that rows are kept for; begins anew behind the last. */
    public void sweep() {
        round.lock();
        try {
            List<Kept> page = table.page(afterStorage, afterNode, AT_ONCE);
            int forgotten = 0;
            for (Kept kept : page) {
                forgotten += look(kept) ? 1 : 0;
            }
            boolean last = page.size() < AT_ONCE;
            afterStorage = last ? "" : page.getLast().space().storage();
            afterNode = last ? "" : page.getLast().node().value();
            if (forgotten > 0) {
                LOG.atInfo().addKeyValue("nodes", forgotten).log("rows-of-absent-nodes-forgotten");
            }
        } finally {
            round.unlock();
        }
    }

    /** Looks at one node; tells whether what was kept for it has been forgotten. */
    private boolean look(Kept kept) {
        if (!isGone(kept)) {
            return false;
        }
        boolean granted = !namespace
                .access()
                .grants()
                .of(kept.space())
                .onNode(kept.node())
                .isEmpty();
        table.forget(kept.space().storage(), kept.node());
        if (granted) {
            namespace.access().grants().moved(kept.space());
        }
        return true;
    }

    /** Whether a node has been neither live nor in the trash for a day; the first look begins the day. */
    public boolean isGone(Kept kept) {
        String storage = kept.space().storage();
        Optional<Mount> mount = namespace.table().withId(storage);
        if (mount.isEmpty()) {
            return false;
        }
        boolean absent;
        try {
            absent = DriverCalls.run(mount.get(), driver -> isAbsent(driver, kept));
        } catch (WeftException failure) {
            LOG.atDebug().addKeyValue("reason", failure.text()).log("node-not-looked-at");
            return false;
        }
        if (!absent) {
            table.found(storage, kept.node());
            return false;
        }
        Instant now = clock.instant();
        Instant since = table.missing(storage, kept.node(), now);
        return Duration.between(since, now).compareTo(PATIENCE) >= 0;
    }

    private static boolean isAbsent(StorageDriver driver, Kept kept) throws IOException {
        try {
            driver.stat(nobody(), new Ref.ById(Optional.empty(), kept.node(), RelPath.root()));
            return false;
        } catch (NotFound gone) {
            Optional<Trash> trash = driver.trash();
            return trash.isEmpty() || !mayHold(driver, trash.get(), kept);
        }
    }

    /** The node may have been moved to another space since its rows were written. */
    private static boolean mayHold(StorageDriver driver, Trash trash, Kept kept) throws IOException {
        if (trash.mayHold(kept.space().space(), kept.node())) {
            return true;
        }
        if (driver.spaces().isEmpty()) {
            return false;
        }
        List<SpaceId> others = new ArrayList<>();
        driver.spaces().get().list(space -> others.add(space.id()));
        for (SpaceId other : others) {
            if (trash.mayHold(other, kept.node())) {
                return true;
            }
        }
        return false;
    }

    /** The server itself: it looks whether a node is there and tells nobody. */
    private static Caller nobody() {
        return new Caller(
                new UserId("weft", "sweep", UserType.SERVICE),
                "weft",
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("sweep"));
    }
}
