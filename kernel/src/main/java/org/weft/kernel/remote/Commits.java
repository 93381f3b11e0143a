/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.remote;

import java.io.IOException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.Guard;

/** Changes at another server, which looks and changes in one step: only the guard can turn one away. */
final class Commits {

    private Commits() {}

    /** Makes a change, as often as the guard turns it away before anything was sent, up to the bound of all loops. */
    static <T> T commit(Guard guard, Affected affected, Guard.Change<T> change) throws IOException {
        for (Attempts attempts = Attempts.at(affected.target()); ; attempts.next()) {
            T made = guard.commit(affected, change);
            if (made != null) {
                return made;
            }
        }
    }
}
