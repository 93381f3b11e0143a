/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.SharedResourceType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.Share;

/**
 * Which shares with other sites are wanted: of filters of one type one has to match, of each type.
 *
 * @param providers what the filter can't tell: of which provider the owner and the creator are
 */
record OcmFilters(ShareFilter filter, Predicate<Share> providers) {

    static OcmFilters of(Caller caller, List<ListOCMSharesRequest.Filter> filters, CompleteReferences addresses) {
        Set<ResourceId> resources = new HashSet<>();
        Set<UserId> owners = new HashSet<>();
        Set<UserId> creators = new HashSet<>();
        Set<String> ownersProviders = new HashSet<>();
        Set<String> creatorsProviders = new HashSet<>();
        for (ListOCMSharesRequest.Filter filter : filters) {
            switch (filter.getType()) {
                case TYPE_RESOURCE_ID -> {
                    require(filter.hasResourceId(), "resource_id");
                    resources.add(addresses.of(caller, filter.getResourceId()));
                }
                case TYPE_OWNER -> {
                    require(filter.hasOwner(), "owner");
                    owners.add(IdentityMessages.of(filter.getOwner()));
                }
                case TYPE_CREATOR -> {
                    require(filter.hasCreator(), "creator");
                    creators.add(IdentityMessages.of(filter.getCreator()));
                }
                case TYPE_OWNER_PROVIDER -> {
                    require(filter.hasOwner(), "owner");
                    ownersProviders.add(filter.getOwner().getIdp());
                }
                case TYPE_CREATOR_PROVIDER -> {
                    require(filter.hasCreator(), "creator");
                    creatorsProviders.add(filter.getCreator().getIdp());
                }
                case TYPE_NO, TYPE_INVALID, UNRECOGNIZED -> throw unknown();
            }
        }
        return new OcmFilters(
                filter(resources, owners, creators),
                share -> (ownersProviders.isEmpty()
                                || ownersProviders.contains(share.owner().idp()))
                        && (creatorsProviders.isEmpty()
                                || creatorsProviders.contains(share.creator().idp())));
    }

    private static ShareFilter filter(Set<ResourceId> resources, Set<UserId> owners, Set<UserId> creators) {
        return new ShareFilter(resources, Set.of(), owners, creators, Set.of(), Set.of(), true);
    }

    private static void require(boolean present, String term) {
        if (!present) {
            throw new InvalidArgument("a filter of this type names " + term);
        }
    }

    private static InvalidArgument unknown() {
        return new InvalidArgument("a filter has no type that is known");
    }

    static OcmFilters received(List<ListReceivedOCMSharesRequest.Filter> filters) {
        Set<UserId> owners = new HashSet<>();
        Set<UserId> creators = new HashSet<>();
        Set<SharedResourceType> types = new HashSet<>();
        for (ListReceivedOCMSharesRequest.Filter filter : filters) {
            switch (filter.getType()) {
                case TYPE_OWNER -> {
                    require(filter.hasOwner(), "owner");
                    owners.add(remote(IdentityMessages.of(filter.getOwner())));
                }
                case TYPE_CREATOR -> {
                    require(filter.hasCreator(), "creator");
                    creators.add(remote(IdentityMessages.of(filter.getCreator())));
                }
                case TYPE_SHARE_TYPE -> {
                    require(filter.hasSharedResourceType(), "shared_resource_type");
                    types.add(filter.getSharedResourceType());
                }
                case TYPE_INVALID, UNRECOGNIZED -> throw unknown();
            }
        }
        return new OcmFilters(
                filter(Set.of(), owners, creators),
                share -> types.isEmpty()
                        || share instanceof OcmIn incoming && types.contains(OcmMessages.type(incoming)));
    }

    /** In the form in which shares keep people of other sites. */
    private static UserId remote(UserId id) {
        PeerHost host = PeerHost.parse(id.idp());
        return new UserId(host.text(), host.bare(id.opaque()), UserType.FEDERATED);
    }
}
