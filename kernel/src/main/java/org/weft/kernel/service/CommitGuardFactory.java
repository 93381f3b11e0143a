/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.List;
import java.util.Map;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.state.CommitGate;
import org.weft.spi.Caller;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;

/** Makes the guards of changes: who has a say in one, and what follows it. Thread-safe. */
final class CommitGuardFactory {

    private final Places places;
    private final CommitGate gate;
    private final LockBook locks;
    private final ExtrasCleanup extras;
    private final FormerPlaces former;

    CommitGuardFactory(Places places, CommitGate gate, LockBook locks, ExtrasCleanup extras, FormerPlaces former) {
        this.places = places;
        this.gate = gate;
        this.locks = locks;
        this.extras = extras;
        this.former = former;
    }

    /**
     * A guard for one change.
     *
     * @param driver the leased driver that will make the change, to look up where nodes are
     * @param right what the caller needs where the change happens
     */
    CommitGuard guard(Caller caller, Place place, StorageDriver driver, Act act, Right right, Change change) {
        Mount mount = place.mount();
        return new CommitGuard(
                mount,
                gate,
                List.of(
                        new RightsCheck(place, driver, act, right),
                        locks(caller, mount, driver, act, change),
                        new GrantsAfterChange(caller, mount, driver, places.grants(), places.shared(), act),
                        new FormerPlace(place, driver, act),
                        extras.of(mount, driver, act)));
    }

    /** The kernel's locks, or the driver's where it keeps its own. */
    private CommitParticipant locks(Caller caller, Mount mount, StorageDriver driver, Act act, Change change) {
        return driver.locks().isPresent()
                ? new DriverLockCheck(caller, driver, driver.locks().get(), change)
                : new LockCheck(caller, mount, driver, act, change, locks);
    }

    /** Looks where nodes lie before they go into the trash, and keeps that once they are there. */
    private final class FormerPlace implements CommitParticipant {
        private final Place place;
        private final StorageDriver driver;
        private final Act act;

        FormerPlace(Place place, StorageDriver driver, Act act) {
            this.place = place;
            this.driver = driver;
            this.act = act;
        }

        @Override
        public Runnable prepare(Affected what) {
            Map<NodeId, List<NodeId>> lay = former.before(place, driver, act, what);
            return lay.isEmpty() ? NOTHING : () -> former.after(place, what, lay);
        }
    }
}
