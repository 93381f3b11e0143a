/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.db.PendingCopyTable;
import org.weft.kernel.storage.db.PendingCopyTable.Row;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.HiddenNames;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/**
 * Copies under hidden names. A row stands for each from before its first byte until the name is gone, so that what a
 * process left which was killed is found and taken away. Listings leave such names out. Thread-safe.
 */
public final class PendingCopies {

    private static final Logger LOG = LoggerFactory.getLogger(PendingCopies.class);

    /** A copy that has not told of itself for so long belongs to nobody any more. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Namespace namespace;
    private final PendingCopyTable table;
    private final Clock clock;

    public PendingCopies(Namespace namespace, PendingCopyTable table, Clock clock) {
        this.namespace = namespace;
        this.table = table;
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /** A new hidden name in a folder. */
    Copy begin(Caller caller, Resource folder) {
        String id = UUID.randomUUID().toString().replace("-", "");
        SpaceKey space = new SpaceKey(folder.id().storage(), folder.id().space());
        Row row = new Row(id, space, folder.id().node(), HiddenNames.of(id), caller.effectiveUser(), caller.username());
        table.begin(row, clock.instant());
        return new Copy(row);
    }

    /** A copy that is being made. */
    final class Copy {
        private final Row row;

        private Copy(Row row) {
            this.row = row;
        }

        String name() {
            return row.name();
        }

        /** It goes on. */
        void alive() {
            table.alive(row.id(), clock.instant());
        }

        /** There is nothing of it under the hidden name any more. */
        void end() {
            table.end(row.id());
        }
    }

    /** Takes away what was left by processes that ended. */
    public void sweep() {
        for (Row row : table.still(clock.instant().minus(PATIENCE))) {
            Optional<Mount> mount = namespace.table().withId(row.space().storage());
            if (mount.isPresent()) {
                sweep(mount.get(), row);
            }
        }
    }

    private void sweep(Mount mount, Row row) {
        Ref hidden = new Ref.ById(Optional.of(row.space().space()), row.parent(), RelPath.parse(row.name()));
        try {
            DriverCalls.run(mount, driver -> {
                driver.delete(caller(row), hidden, new DeleteSpec(Precondition.none(), Guard.none(), true));
                return true;
            });
            LOG.atInfo().addKeyValue("storage", mount.name()).log("unfinished-copy-swept");
        } catch (NotFound nothing) {
            LOG.atDebug().addKeyValue("storage", mount.name()).log("unfinished-copy-gone");
        } catch (WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", failure.text())
                    .log("unfinished-copy-left");
            return;
        }
        table.end(row.id());
    }

    private static Caller caller(Row row) {
        return new Caller(
                row.user(),
                row.username(),
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("sweep-" + row.id()));
    }
}
