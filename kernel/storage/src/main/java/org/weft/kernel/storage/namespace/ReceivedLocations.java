/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.access.AccessService;
import org.weft.kernel.storage.access.EffectiveRights;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.access.SpaceAccessEvaluator;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.Caller;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Makes locations in what was shared. Thread-safe. */
final class ReceivedLocations {

    private final LocationFactory locations;
    private final AccessService access;

    ReceivedLocations(LocationFactory locations, AccessService access) {
        this.locations = locations;
        this.access = access;
    }

    /** The storage with an id. */
    Mount mount(String storage) {
        return locations.mount(storage);
    }

    /** A place in something that was shared; one look tells where it lies now. */
    Location in(Caller caller, ReceivedItems.Local local, RelPath outer, RelPath below) {
        Mount mount = mount(local.at().storage());
        return DriverCalls.run(mount, driver -> {
            Node top = driver.stat(caller, Ref.id(local.at().space(), local.at().node()));
            SpaceAccess here = access.of(caller, mount, driver, top.space());
            return in(caller, mount, here, top, outer, below);
        });
    }

    /** The same where that is known. */
    Location in(Caller caller, Mount mount, SpaceAccess here, Node top, RelPath outer, RelPath below) {
        if (here.ceiling().isEmpty()) {
            throw NotVisible.error();
        }
        Ref ref = new Ref.ById(Optional.of(top.space()), top.id(), below);
        return locations.at(caller, mount, ref, new PathView(top.path(), outer), below.isRoot(), here);
    }

    /** A place at another site. Its own rules hold there; here it can only be less. */
    Location remote(Caller caller, ReceivedItems.Elsewhere item, RelPath outer, RelPath below) {
        Mount mount = mount(item.storage());
        return DriverCalls.run(mount, driver -> {
            Node top = access.top(caller, mount, driver);
            SpaceAccess.SpaceInfo kept =
                    new SpaceAccess.SpaceInfo(top.space(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
            Rights most = ScopeRights.scope(caller).and(item.rights());
            SpaceAccess here = new SpaceAccess(
                    kept, EffectiveRights.of(Rights.all()), most, SpaceAccessEvaluator.ceilingOf(mount, driver));
            Ref ref = Ref.path(item.path().resolve(below));
            return locations.at(caller, mount, ref, new PathView(item.path(), outer), below.isRoot(), here);
        });
    }
}
