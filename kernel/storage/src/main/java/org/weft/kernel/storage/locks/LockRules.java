/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.util.List;
import java.util.Set;
import org.weft.kernel.storage.db.LockRow;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.StorageDriver;

/** Who may use a lock, and which locks exclude each other (RFC 4918, sections 6 and 7). */
public final class LockRules {

    private LockRules() {}

    /** Whether two locks can protect the same resource. */
    static boolean agree(Lock.Sharing one, Lock.Sharing other) {
        return one == Lock.Sharing.SHARED && other == Lock.Sharing.SHARED;
    }

    /**
     * Refuses when none of the locks that protect a resource was shown.
     *
     * @throws Locked naming the resource
     */
    static void pass(Caller caller, List<Lock> covering, Set<String> shown, String name) {
        if (covering.isEmpty()) {
            return;
        }
        for (Lock lock : covering) {
            if (lock.admits(caller, shown)) {
                return;
            }
        }
        throw new Locked((name.isEmpty() ? "the folder" : "'" + name + "'") + " is locked until "
                + covering.getFirst().expires() + "; show the lock's token, or wait");
    }

    public static List<Lock> locks(List<LockRow> stored) {
        return stored.stream().map(LockRow::lock).toList();
    }

    /** Whether the kernel keeps the locks of a mount. */
    public static boolean keptHere(Mount mount, StorageDriver driver) {
        return driver.locks().isEmpty() && Abilities.of(mount, driver).locks();
    }

    static void require(Mount mount, StorageDriver driver) {
        if (!Abilities.of(mount, driver).locks()) {
            throw new Unsupported("storage '" + mount.name() + "' has no locks");
        }
    }
}
