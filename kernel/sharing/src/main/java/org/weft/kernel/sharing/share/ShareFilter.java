/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.UserId;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant;

/**
 * Which shares are wanted. An empty set asks nothing; of a set with several, one has to match.
 *
 * @param resources of exactly these resources
 * @param spaces of anything in these spaces
 * @param owners whose the resource is
 * @param creators who made the share
 * @param grantees who receives it
 * @param granteeKinds what kind of receiver
 * @param withDenials whether shares without any right are wanted too
 */
public record ShareFilter(
        Set<ResourceId> resources,
        Set<ShareQuery.BySpace> spaces,
        Set<UserId> owners,
        Set<UserId> creators,
        Set<Grant.Grantee> grantees,
        Set<GranteeKind> granteeKinds,
        boolean withDenials) {

    /** What kind of receiver. */
    public enum GranteeKind {
        USER,
        GROUP
    }

    private static final ShareFilter ANY =
            new ShareFilter(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), true);

    public ShareFilter {
        resources = Set.copyOf(resources);
        spaces = Set.copyOf(spaces);
        owners = Set.copyOf(owners);
        creators = Set.copyOf(creators);
        grantees = Set.copyOf(grantees);
        granteeKinds = Set.copyOf(granteeKinds);
    }

    public static ShareFilter any() {
        return ANY;
    }

    /** Shares of exactly this resource. */
    public static ShareFilter of(ResourceId resource) {
        return new ShareFilter(Set.of(resource), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), true);
    }

    public boolean test(Share share) {
        return (resources.isEmpty()
                        || share.resource()
                                .map(ShareRules::id)
                                .filter(resources::contains)
                                .isPresent())
                && (spaces.isEmpty()
                        || share.resource()
                                .map(id -> new ShareQuery.BySpace(id.storage(), id.space()))
                                .filter(spaces::contains)
                                .isPresent())
                && (owners.isEmpty() || owners.contains(share.owner()))
                && (creators.isEmpty() || creators.contains(share.creator()))
                && (grantees.isEmpty()
                        || grantee(share).filter(grantees::contains).isPresent())
                && (granteeKinds.isEmpty()
                        || kind(share).filter(granteeKinds::contains).isPresent())
                && (withDenials || !share.rights().isEmpty());
    }

    /** Who receives a share with a user or a group of this site. */
    public static Optional<Grant.Grantee> grantee(Share share) {
        return switch (share) {
            case UserShare user -> Optional.of(new Grant.ToUser(user.grantee()));
            case GroupShare group -> Optional.of(new Grant.ToGroup(group.grantee()));
            default -> Optional.empty();
        };
    }

    private static Optional<GranteeKind> kind(Share share) {
        return grantee(share).map(grantee -> grantee instanceof Grant.ToUser ? GranteeKind.USER : GranteeKind.GROUP);
    }
}
