/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.UserShare;

/** A share of a resource that has another address now. */
final class ShareRelocation {

    private ShareRelocation() {}

    /** The same share in all but the resource's address. */
    static Share to(ResourceId resource, Share share) {
        Share.Builder<?, ?> builder = switch (share) {
            case UserShare user -> UserShare.builder(user.id(), resource, user.owner(), user.grantee());
            case GroupShare group -> GroupShare.builder(group.id(), resource, group.owner(), group.grantee());
            case Link link -> link(resource, link);
            case OcmOut outgoing -> outgoing(resource, outgoing);
            case OcmIn incoming -> incoming.toBuilder();
        };
        builder.creator(share.creator())
                .revision(share.revision())
                .rights(share.rights())
                .created(share.created())
                .modified(share.modified())
                .description(share.description())
                .attributes(share.attributes());
        share.expires().ifPresent(builder::expires);
        return builder.build();
    }

    private static Link.Builder link(ResourceId resource, Link link) {
        Link.Builder builder = Link.builder(link.id(), resource, link.owner(), link.token())
                .displayName(link.displayName())
                .quick(link.isQuick())
                .notifyUploads(link.notifiesUploads())
                .notifyRecipients(link.notifyRecipients());
        link.passwordHash().ifPresent(builder::passwordHash);
        return builder;
    }

    private static OcmOut.Builder outgoing(ResourceId resource, OcmOut share) {
        OcmOut.Builder builder = OcmOut.builder(
                        share.id(), resource, share.owner(), share.recipient(), share.secretHash())
                .name(share.name())
                .requirements(share.requirements())
                .protocols(share.protocols())
                .delivery(share.delivery());
        share.remoteId().ifPresent(builder::remoteId);
        return builder;
    }
}
