/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.commit.CommitParticipants;
import org.weft.kernel.storage.db.LabelTable;
import org.weft.kernel.storage.db.PropertyTable;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.StorageDriver;

/**
 * Clears away what is kept of nodes that a change took away or moved. The change has been made by then, so a failure here
 * is logged and fails nothing: ids never return, and what is left behind belongs to nobody.
 */
public final class ExtrasCleanup implements CommitParticipants {

    private static final Logger LOG = LoggerFactory.getLogger(ExtrasCleanup.class);

    private final PropertyTable properties;
    private final LabelTable labels;

    public ExtrasCleanup(PropertyTable properties, LabelTable labels) {
        this.properties = properties;
        this.labels = labels;
    }

    @Override
    public CommitParticipant of(Intended change) {
        return new CommitParticipant() {
            @Override
            public Runnable prepare(Affected what) {
                return what.replaced().isEmpty() && what.source().isEmpty()
                        ? NOTHING
                        : () -> clear(change.mount(), change.driver(), change.act(), what);
            }
        };
    }

    private void clear(Mount mount, StorageDriver driver, ChangeKind kind, Affected what) {
        try {
            what.replaced().ifPresent(node -> forget(mount, node));
            if (what.source().isPresent()) {
                Node source = what.source().get();
                if (kind == ChangeKind.DELETE && !Abilities.of(mount, driver).trash()) {
                    forget(mount, source);
                }
                if (kind == ChangeKind.MOVE && !source.space().equals(what.space())) {
                    follow(new SpaceKey(mount.storageId(), source.space()), key(mount, what));
                }
            }
        } catch (WeftException failure) {
            LOG.atWarn()
                    .addKeyValue("storage", mount.name())
                    .addKeyValue("reason", failure.text())
                    .log("leavings-kept");
        }
    }

    /** Forgets one node. Rows of nodes below a folder stay until they are swept: their ids are not known here. */
    private void forget(Mount mount, Node node) {
        SpaceKey space = new SpaceKey(mount.storageId(), node.space());
        properties.drop(space, node.id());
        labels.drop(space, node.id());
    }

    /** Rows follow the node into another space. */
    private void follow(SpaceKey from, SpaceKey to) {
        if (properties.mayHaveRows(from)) {
            properties.received(to);
        }
        if (labels.mayHaveRows(from)) {
            labels.received(to);
        }
    }

    private static SpaceKey key(Mount mount, Affected what) {
        return new SpaceKey(mount.storageId(), what.space());
    }
}
