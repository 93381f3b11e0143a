/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Clock;
import java.util.Optional;
import org.weft.kernel.sharing.share.LinkScope;
import org.weft.kernel.storage.namespace.LinkTargets;
import org.weft.kernel.storage.namespace.ReceivedItems.Local;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.share.Link;

/** The links in the tree, each for those alone who came by it. Thread-safe. */
final class LinkTargetLookup implements LinkTargets {

    private final PublicLinks links;
    private final Clock clock;

    LinkTargetLookup(PublicLinks links, Clock clock) {
        this.links = links;
        this.clock = clock;
    }

    @Override
    public Optional<Local> find(Caller caller, String token) {
        if (caller.scopes().stream().noneMatch(Scope.Resource.class::isInstance)) {
            return Optional.empty();
        }
        return links.find(token)
                .filter(link -> isFor(caller, link) && !link.isInternal() && !link.hasExpired(clock.instant()))
                .map(LinkTargetLookup::item);
    }

    private static boolean isFor(Caller caller, Link link) {
        String key = LinkScope.key(link);
        return caller.scopes().stream()
                .anyMatch(scope -> scope instanceof Scope.Resource resource
                        && resource.key().equals(key));
    }

    private static Local item(Link link) {
        var id = link.resource().orElseThrow();
        return new Local(link.id(), link.token(), new ResourceId(id.storage(), id.space(), id.node()));
    }
}
