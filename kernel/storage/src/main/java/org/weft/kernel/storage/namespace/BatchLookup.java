/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.mount.DriverCalls;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/**
 * Looks at many resources for one answer: what the caller may do in a space is found out once, and holds for the answer. Not
 * thread-safe.
 */
public final class BatchLookup {

    private final Namespace namespace;
    private final Caller caller;
    private final ReceivedLookup.Looked looked;

    public BatchLookup(Namespace namespace, Caller caller) {
        this.namespace = namespace;
        this.caller = caller;
        this.looked = namespace.inbox().looks().new Looked();
    }

    /** A resource without what is kept besides its node; empty when it is not there, or not for the caller to see. */
    public Optional<Resource> at(ResourceId id) {
        try {
            Mount mount = namespace.mount(id.storage());
            return DriverCalls.run(mount, driver -> {
                Node node = driver.stat(caller, Ref.id(id.space(), id.node()));
                SpaceAccess access = looked.access(caller, mount, driver, node.space());
                Target.ById target =
                        new Target.ById(id.storage(), Optional.of(node.space()), id.node(), RelPath.root());
                return Optional.of(namespace
                                .locations()
                                .byId(caller, mount, access, target)
                                .forUse(Location.Use.LOOK)
                                .toResource(node))
                        .filter(seen -> seen.rights().has(Right.STAT));
            });
        } catch (NotFound | Forbidden closed) {
            return Optional.empty();
        }
    }
}
