/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.HiddenNames;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Sink;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;

/**
 * Passes on what of a listing the caller may see. What is left out doesn't count: {@link #remaining} tells how to go on for a
 * part of a listing that became too short. For one listing and one thread.
 */
final class ListingFilter implements Sink<Node> {

    private final Location location;
    private final Unreadable unreadable;
    private final Sink<Resource> sink;
    private ListSpec spec;
    private long pushed;
    private long leftOut;
    private @Nullable String last;
    private boolean open = true;

    ListingFilter(Location location, Unreadable unreadable, ListSpec spec, Sink<Resource> sink) {
        this.location = location;
        this.unreadable = unreadable;
        this.spec = spec;
        this.sink = sink;
    }

    @Override
    public boolean accept(Node node) {
        pushed++;
        last = node.name();
        if (HiddenNames.contains(node.name())) {
            leftOut++;
            return true;
        }
        Resource resource = location.toResource(node);
        if (resource.rights().isEmpty()) {
            unreadable.unseen();
            leftOut++;
            return true;
        }
        open = sink.accept(resource);
        return open;
    }

    /** What is still to be listed, when a part has been asked for and some of it was left out. */
    Optional<ListSpec> remaining() {
        if (!open || leftOut == 0 || last == null || pushed < spec.limit()) {
            return Optional.empty();
        }
        spec = new ListSpec(Optional.of(last), leftOut);
        pushed = 0;
        leftOut = 0;
        return Optional.of(spec);
    }
}
