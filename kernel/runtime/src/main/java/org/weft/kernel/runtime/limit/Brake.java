/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import java.time.Duration;
import java.util.List;

/** Makes somebody wait who failed too often, or who asks too much. Thread-safe. */
public interface Brake {

    /** What it counts: {@code sign-ins to an account from one network}. */
    String counts();

    /** Who has to wait now; a bounded number. */
    List<Braked> braked();

    /**
     * Forgets what was counted.
     *
     * @param who an account, a network, or whatever else is counted, as {@link Braked} shows it
     * @return how many entries that were
     */
    int release(String who);

    /**
     * Somebody who has to wait.
     *
     * @param brake what is counted
     * @param who the account or other thing that was tried; empty when only the network counts
     * @param network where it came from; empty when all networks count together
     * @param count how often
     * @param left how long it is to wait yet
     */
    record Braked(String brake, String who, String network, int count, Duration left) {

        /** Whether somebody is meant who is named like this, by an address of the network too. */
        public boolean isMeant(String name) {
            return !name.isEmpty()
                    && (who.equalsIgnoreCase(name) || network.equals(name) || network.equals(ClientNetwork.of(name)));
        }
    }
}
