/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.commit.CommitParticipant;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/** Judges a change by the locks that the driver itself keeps. What lies below a folder is left to the driver. */
final class DriverLockCheck implements CommitParticipant {

    private final Caller caller;
    private final StorageDriver driver;
    private final Locks locks;
    private final WriteConditions conditions;

    DriverLockCheck(Caller caller, StorageDriver driver, Locks locks, WriteConditions conditions) {
        this.caller = caller;
        this.driver = driver;
        this.locks = locks;
        this.conditions = conditions;
    }

    @Override
    public void judge(Affected what) throws IOException {
        Optional<Node> target = what.replaced()
                .or(() -> what.source().filter(node -> node.path().equals(what.target())));
        Optional<Node> named = target.or(() -> what.parents().stream().findFirst());
        conditions.condition().judge(target, named.isPresent() ? covering(named.get()) : List.of());
        for (Node parent : what.parents()) {
            pass(parent);
        }
        if (what.source().isPresent()) {
            pass(what.source().get());
        }
        if (what.replaced().isPresent()) {
            pass(what.replaced().get());
        }
    }

    private void pass(Node node) throws IOException {
        LockRules.pass(caller, covering(node), conditions.lockTokens(), node.name());
    }

    private List<Lock> covering(Node node) throws IOException {
        return driver.traits().has(Traits.Trait.STABLE_IDS)
                ? locks.covering(caller, Ref.id(node.space(), node.id()))
                : locks.covering(caller, Ref.path(node.path()));
    }
}
