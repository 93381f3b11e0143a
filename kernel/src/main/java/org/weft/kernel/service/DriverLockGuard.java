/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.state.CommitGate;
import org.weft.kernel.state.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/** Judges a change by the locks that the driver itself keeps. What lies below a folder is left to the driver. */
final class DriverLockGuard implements Guard {

    private final Caller caller;
    private final Mount mount;
    private final StorageDriver driver;
    private final Locks locks;
    private final Act act;
    private final org.weft.kernel.service.Change change;
    private final CommitGate gate;
    private final Leavings leavings;

    DriverLockGuard(
            Caller caller,
            Mount mount,
            StorageDriver driver,
            Locks locks,
            Act act,
            org.weft.kernel.service.Change change,
            CommitGate gate,
            Leavings leavings) {
        this.caller = caller;
        this.mount = mount;
        this.driver = driver;
        this.locks = locks;
        this.act = act;
        this.change = change;
        this.gate = gate;
        this.leavings = leavings;
    }

    @Override
    public void check(Affected what) {
        try {
            judge(what);
        } catch (IOException failure) {
            throw new Unavailable("the storage's locks can't be read; try again later", failure);
        }
    }

    @Override
    public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
        return gate.shared(spaces(what), () -> {
            judge(what);
            Attempt<T> outcome = step.take();
            if (outcome instanceof Attempt.Committed<T>) {
                leavings.clear(mount, driver, act, what, List.of());
            }
            return outcome;
        });
    }

    private Set<SpaceKey> spaces(Affected what) {
        Set<SpaceKey> spaces = new LinkedHashSet<>();
        spaces.add(new SpaceKey(mount.storageId(), what.space()));
        what.source().ifPresent(source -> spaces.add(new SpaceKey(mount.storageId(), source.space())));
        return spaces;
    }

    private void judge(Affected what) throws IOException {
        Optional<Node> target = what.replaced()
                .or(() -> what.source().filter(node -> node.path().equals(what.target())));
        Optional<Node> named = target.or(() -> what.parents().stream().findFirst());
        change.condition().judge(target, named.isPresent() ? covering(named.get()) : List.of());
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
        LockRules.pass(caller, covering(node), change.lockTokens(), node.name());
    }

    private List<Lock> covering(Node node) throws IOException {
        return driver.traits().has(Traits.Trait.STABLE_IDS)
                ? locks.covering(caller, Ref.id(node.space(), node.id()))
                : locks.covering(caller, Ref.path(node.path()));
    }
}
