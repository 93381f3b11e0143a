/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;

/**
 * What a token for one thing was given for.
 *
 * @param caller who holds the token
 * @param mount the storage that is looked at
 */
record SharedRoot(Caller caller, Mount mount) {

    boolean is(Ref at) {
        if (at instanceof Ref.ById byId && byId.path().isRoot()) {
            return is(byId.id());
        }
        try {
            return DriverCalls.run(mount, driver -> is(driver.stat(caller, at).id()));
        } catch (NotFound nothing) {
            return false;
        }
    }

    boolean is(NodeId node) {
        return caller.scopes().stream()
                .anyMatch(scope -> scope instanceof Scope.Resource resource
                        && resource.node().equals(node)
                        && resource.storage().equals(mount.storageId()));
    }
}
