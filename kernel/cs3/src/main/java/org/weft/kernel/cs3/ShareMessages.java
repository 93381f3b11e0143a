/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.sharing.collaboration.v1beta1.Filter;
import com.cs3.sharing.collaboration.v1beta1.ReceivedShare;
import com.cs3.sharing.collaboration.v1beta1.Share;
import com.cs3.sharing.collaboration.v1beta1.ShareId;
import com.cs3.sharing.collaboration.v1beta1.SharePermissions;
import com.cs3.sharing.collaboration.v1beta1.ShareState;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.share.ShareFilter.GranteeKind;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.Grant;

/** Shares with users and groups in CS3's words. */
final class ShareMessages {

    private ShareMessages() {}

    static Share message(org.weft.spi.share.Share share) {
        Share.Builder message = Share.newBuilder()
                .setId(ShareId.newBuilder().setOpaqueId(share.id().value()))
                .setPermissions(
                        SharePermissions.newBuilder().setPermissions(PermissionMessages.message(share.rights())))
                .setOwner(IdentityMessages.message(share.owner()))
                .setCreator(IdentityMessages.message(share.creator()))
                .setCtime(Timestamps.message(share.created()))
                .setMtime(Timestamps.message(share.modified()))
                .setDescription(share.description());
        share.resource().ifPresent(id -> message.setResourceId(ResourceInfos.message(id(id))));
        ShareFilter.grantee(share).ifPresent(grantee -> message.setGrantee(GrantMessages.message(grantee)));
        share.expires().ifPresent(end -> message.setExpiration(Timestamps.message(end)));
        return message.build();
    }

    static ReceivedShare message(ReceivedShares.ReceivedShare received) {
        ReceivedShare.Builder message = ReceivedShare.newBuilder()
                .setShare(message(received.share()))
                .setState(state(received.reception().state()))
                .setHidden(received.reception().hidden())
                .setAlias(received.reception().alias());
        received.place()
                .ifPresent(place -> message.setMountPoint(Reference.newBuilder().setPath("/" + place)));
        return message.build();
    }

    private static ResourceId id(org.weft.spi.share.ResourceId id) {
        return new ResourceId(id.storage(), id.space(), id.node());
    }

    private static ShareState state(org.weft.spi.share.ShareState state) {
        return switch (state) {
            case PENDING -> ShareState.SHARE_STATE_PENDING;
            case ACCEPTED -> ShareState.SHARE_STATE_ACCEPTED;
            case REJECTED -> ShareState.SHARE_STATE_REJECTED;
        };
    }

    static org.weft.spi.share.ShareState state(ShareState state) {
        return switch (state) {
            case SHARE_STATE_PENDING -> org.weft.spi.share.ShareState.PENDING;
            case SHARE_STATE_ACCEPTED -> org.weft.spi.share.ShareState.ACCEPTED;
            case SHARE_STATE_REJECTED -> org.weft.spi.share.ShareState.REJECTED;
            case SHARE_STATE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("the share's state is not known");
        };
    }

    /**
     * What a listing's filters ask for. Filters of one type widen each other, those of different types narrow.
     *
     * @param states which states of received shares are wanted; empty for all
     * @param roots whether only shares of spaces' tops are wanted, or only others
     */
    record Wanted(ShareFilter filter, Set<org.weft.spi.share.ShareState> states, Optional<Boolean> roots) {

        static Wanted of(Caller caller, List<Filter> filters, CompleteReferences addresses) {
            Collecting collecting = new Collecting(caller, addresses);
            filters.forEach(collecting::add);
            return collecting.wanted();
        }
    }

    /** Filters while they are read. */
    private static final class Collecting {
        private final Caller caller;
        private final CompleteReferences addresses;
        private final Set<ResourceId> resources = new HashSet<>();
        private final Set<ShareQuery.BySpace> spaces = new HashSet<>();
        private final Set<UserId> owners = new HashSet<>();
        private final Set<UserId> creators = new HashSet<>();
        private final Set<Grant.Grantee> grantees = new HashSet<>();
        private final Set<GranteeKind> kinds = new HashSet<>();
        private final Set<org.weft.spi.share.ShareState> states = new HashSet<>();
        private boolean denials = true;
        private Optional<Boolean> roots = Optional.empty();

        Collecting(Caller caller, CompleteReferences addresses) {
            this.caller = caller;
            this.addresses = addresses;
        }

        void add(Filter filter) {
            switch (filter.getType()) {
                case TYPE_RESOURCE_ID -> resources.add(addresses.of(caller, filter.getResourceId()));
                case TYPE_OWNER -> owners.add(IdentityMessages.of(filter.getOwner()));
                case TYPE_CREATOR -> creators.add(IdentityMessages.of(filter.getCreator()));
                case TYPE_GRANTEE_TYPE -> kinds.add(kind(filter.getGranteeType()));
                case TYPE_EXCLUDE_DENIALS -> denials = false;
                case TYPE_SPACE_ID -> spaces.addAll(addresses.spaces(filter.getSpaceId()));
                case TYPE_STATE -> states.add(state(filter.getState()));
                case TYPE_GRANTEE -> grantees.add(GrantMessages.grantee(filter.getGrantee()));
                case TYPE_SPACE_ROOT -> roots = Optional.of(filter.getSpaceRoot());
                case TYPE_NO, TYPE_INVALID, UNRECOGNIZED ->
                    throw new InvalidArgument("a filter has no type that is known");
            }
        }

        private static GranteeKind kind(GranteeType type) {
            return switch (type) {
                case GRANTEE_TYPE_USER -> GranteeKind.USER;
                case GRANTEE_TYPE_GROUP -> GranteeKind.GROUP;
                case GRANTEE_TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("a grantee is a user or a group");
            };
        }

        Wanted wanted() {
            return new Wanted(
                    new ShareFilter(resources, spaces, owners, creators, grantees, kinds, denials),
                    Set.copyOf(states),
                    roots);
        }
    }
}
