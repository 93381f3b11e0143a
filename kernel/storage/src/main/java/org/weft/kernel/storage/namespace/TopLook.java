/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Right;

/** A look at the top of a storage or space, to show it in one of the server's own folders. */
final class TopLook {

    private static final Logger LOG = LoggerFactory.getLogger(TopLook.class);

    private TopLook() {}

    /**
     * The top as the caller sees it. One that is down, or not for the caller, is left out of the folder.
     *
     * @param name what it is called in the log
     */
    static Optional<Resource> at(String name, Supplier<Location> place) {
        try {
            Location location = place.get().forUse(Location.Use.OTHER);
            Node node = location.run(driver -> driver.stat(location.caller(), location.ref()));
            return Optional.of(location.toResource(node))
                    .filter(seen -> seen.rights().has(Right.STAT));
        } catch (WeftException unusable) {
            LOG.atDebug()
                    .addKeyValue("storage", name)
                    .addKeyValue("reason", unusable.text())
                    .log("mount-left-out");
            return Optional.empty();
        }
    }
}
