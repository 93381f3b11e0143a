/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.trash;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.commit.CommitParticipants;
import org.weft.kernel.storage.db.TrashedFromTable;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/**
 * Remembers below which folders a node lay when it is put into the trash, so that the trash is judged by what was there and
 * not by what has the same path now. In a space of which nothing is granted or shared it costs nothing, and nobody asks for
 * it later: whoever receives something afterwards sees nothing that was deleted before. Thread-safe.
 */
public final class TrashedFrom implements CommitParticipants {

    private static final Logger LOG = LoggerFactory.getLogger(TrashedFrom.class);

    private final Namespace namespace;
    private final TrashedFromTable table;

    public TrashedFrom(Namespace namespace, TrashedFromTable table) {
        this.namespace = namespace;
        this.table = table;
    }

    /** Looks where nodes lie before they go into the trash, and keeps that once they are there. */
    @Override
    public CommitParticipant of(Intended change) {
        return new CommitParticipant() {
            @Override
            public Runnable prepare(Affected what) {
                Map<NodeId, List<NodeId>> lay = before(change.place(), change.driver(), change.act(), what);
                return lay.isEmpty() ? NOTHING : () -> after(change.place(), what, lay);
            }
        };
    }

    /** Where the nodes lie that a change is about to put into the trash. */
    private Map<NodeId, List<NodeId>> before(Location location, StorageDriver driver, ChangeKind kind, Affected what) {
        Optional<Node> deleted = kind == ChangeKind.DELETE ? what.source() : Optional.empty();
        if (deleted.isEmpty() && what.replaced().isEmpty()) {
            return Map.of();
        }
        boolean keeps = Abilities.of(location.mount(), driver).trash()
                && driver.traits().enforcement() == Traits.Enforcement.KERNEL;
        if (!keeps || !isShared(new SpaceKey(location.mount().storageId(), what.space()))) {
            return Map.of();
        }
        Map<NodeId, List<NodeId>> found = new HashMap<>();
        for (Optional<Node> node : List.of(deleted, what.replaced())) {
            node.ifPresent(gone -> find(location, driver, gone).ifPresent(folders -> found.put(gone.id(), folders)));
        }
        return found;
    }

    /** Nobody is kept from deleting by a store of shares that is away. */
    private boolean isShared(SpaceKey space) {
        if (!namespace.access().grants().of(space).isEmpty()) {
            return true;
        }
        try {
            return !namespace.access().shares().of(space).isEmpty();
        } catch (Unavailable unknown) {
            return true;
        }
    }

    private Optional<List<NodeId>> find(Location location, StorageDriver driver, Node node) {
        try {
            return Optional.of(namespace
                    .access()
                    .paths()
                    .folders(location.caller(), location.mount(), driver, location.access(), node));
        } catch (IOException | WeftException failure) {
            String reason = failure instanceof WeftException told ? told.text() : String.valueOf(failure.getMessage());
            LOG.atWarn().addKeyValue("reason", reason).log("former-place-unknown");
            return Optional.empty();
        }
    }

    /** Keeps it once they are there. The change has been made by then, so a failure fails nothing: nobody sees the item then. */
    private void after(Location location, Affected what, Map<NodeId, List<NodeId>> found) {
        try {
            table.put(new SpaceKey(location.mount().storageId(), what.space()), found);
        } catch (WeftException failure) {
            LOG.atWarn().addKeyValue("reason", failure.text()).log("former-place-lost");
        }
    }

    /** The folders that nodes lay below, from the top of the space down; without those of which nothing is known. */
    Map<NodeId, List<NodeId>> of(SpaceKey space, Collection<NodeId> nodes) {
        return table.of(space, nodes);
    }
}
