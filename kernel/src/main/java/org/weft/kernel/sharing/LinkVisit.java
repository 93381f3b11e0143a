/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.util.Optional;
import java.util.Set;
import org.weft.kernel.service.SideDoor.Admitted;
import org.weft.kernel.service.Target;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.share.Link;

/**
 * Somebody who came by a link and showed what it asks for. What they may do is judged again in each call of a service.
 *
 * @param link as it was when they came
 * @param admitted who they are taken for
 */
public record LinkVisit(Link link, Admitted admitted) {

    /** On whose behalf calls are made. */
    public Caller caller(TraceId trace) {
        return new Caller(
                admitted.user().id(),
                admitted.user().username(),
                Set.of(),
                admitted.scopes(),
                Optional.empty(),
                Optional.empty(),
                trace);
    }

    /** What the link leads to. */
    public Target target() {
        return Links.target(link);
    }

    public LinkKind kind() {
        return LinkKind.of(link.rights());
    }
}
