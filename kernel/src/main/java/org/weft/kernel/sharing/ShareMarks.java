/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import java.util.EnumSet;
import java.util.Set;
import org.weft.kernel.service.Resource;
import org.weft.kernel.state.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;

/** What listings tell of shares, from memory: no question for each resource. Thread-safe. */
public final class ShareMarks {

    private final ShareBook book;
    private final RelPath folder;

    ShareMarks(ShareBook book, RelPath folder) {
        this.book = book;
        this.folder = folder;
    }

    /** How a resource is shared. */
    public enum Kind {
        USER,
        GROUP,
        LINK,
        OTHER_SITE
    }

    /** The ways in which a resource itself is shared, for those who made such a share or may list them. */
    public Set<Kind> kinds(Caller caller, Resource resource) {
        SpaceShares shares =
                book.of(new SpaceKey(resource.id().storage(), resource.id().space()));
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (shares.isEmpty()) {
            return kinds;
        }
        boolean all = resource.rights().has(Right.LIST_GRANTS);
        for (Share share : shares.on(resource.id().node())) {
            if ((all || ShareRules.isOwn(caller, share)) && !share.rights().isEmpty()) {
                kinds.add(kind(share));
            }
        }
        return kinds;
    }

    private static Kind kind(Share share) {
        return switch (share) {
            case UserShare user -> Kind.USER;
            case GroupShare group -> Kind.GROUP;
            case Link link -> Kind.LINK;
            case OcmOut outgoing -> Kind.OTHER_SITE;
            case OcmIn incoming -> Kind.OTHER_SITE;
        };
    }

    /** Whether the caller sees it because somebody shared it. */
    public boolean isReceived(Resource resource) {
        return resource.path().startsWith(folder) && !resource.path().equals(folder);
    }

    /** Whether it is the top of something that was shared. */
    public boolean isMountPoint(Resource resource) {
        return isReceived(resource) && resource.path().depth() == folder.depth() + 1;
    }
}
