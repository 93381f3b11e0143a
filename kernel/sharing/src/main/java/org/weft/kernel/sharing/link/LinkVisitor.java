/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.weft.kernel.identity.signin.GuestAuthenticator.Admitted;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;

/**
 * Somebody who came by a link: a guest who showed what it asks for, or one of the site's people who follow an internal link.
 * What they may do is judged again in each call of a service.
 *
 * @param link as it was when they came
 * @param admitted who they are taken for
 * @param as on whose behalf calls are made
 */
public record LinkVisitor(Link link, Admitted admitted, Function<TraceId, Caller> as) {

    static LinkVisitor guest(Link link, Admitted admitted) {
        return new LinkVisitor(
                link,
                admitted,
                trace -> new Caller(
                        admitted.user().id(),
                        admitted.user().username(),
                        Set.of(),
                        admitted.scopes(),
                        Optional.empty(),
                        Optional.empty(),
                        trace));
    }

    /** Of somebody whose own rights count, and no scope of the link's. */
    static LinkVisitor insider(Link link, User user, Function<TraceId, Caller> caller) {
        Admitted admitted = new Admitted(user, List.of(), link.expires().orElse(Instant.MAX));
        return new LinkVisitor(link, admitted, caller);
    }

    /** On whose behalf calls are made. */
    public Caller caller(TraceId trace) {
        return as.apply(trace);
    }

    /** What the link leads to. */
    public Target target() {
        return PublicLinks.target(link);
    }

    public LinkType kind() {
        return LinkType.of(link.rights());
    }
}
