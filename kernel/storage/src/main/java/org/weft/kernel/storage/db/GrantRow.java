/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.time.Instant;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.NodeId;

/**
 * A grant as it is kept.
 *
 * @param space the space that its node lies in
 * @param node what it is on
 * @param grant the grant
 */
public record GrantRow(SpaceKey space, NodeId node, Grant grant) {

    /** Whether it holds at that time. */
    public boolean holds(Instant now) {
        return grant.expires().isEmpty() || now.isBefore(grant.expires().get());
    }

    /** Whether it takes all rights away. */
    public boolean isDenial() {
        return grant.rights().isEmpty();
    }
}
