/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.ListExistingReceivedSharesResponse;
import com.cs3.gateway.v1beta1.ReceivedShareResourceInfo;
import com.cs3.sharing.collaboration.v1beta1.CollaborationAPIGrpc;
import com.cs3.sharing.collaboration.v1beta1.GetReceivedShareRequest;
import com.cs3.sharing.collaboration.v1beta1.GetReceivedShareResponse;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesResponse;
import com.cs3.sharing.collaboration.v1beta1.ReceivedShare;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.collaboration.v1beta1.ShareState;
import com.cs3.sharing.collaboration.v1beta1.UpdateReceivedShareRequest;
import com.cs3.sharing.collaboration.v1beta1.UpdateReceivedShareResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.RelPath;

/** Shares with users and groups, for those who receive them. */
final class ReceivedSharesEndpoint {

    private final ReceivedShares received;
    private final LocalShares shares;
    private final ShareRules rules;
    private final CompleteReferences addresses;

    ReceivedSharesEndpoint(
            ReceivedShares received, LocalShares shares, ShareRules rules, CompleteReferences addresses) {
        this.received = received;
        this.shares = shares;
        this.rules = rules;
        this.addresses = addresses;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getListReceivedSharesMethod(),
                        CollaborationAPIGrpc.getListReceivedSharesMethod(),
                        this::list)
                .unary(
                        GatewayAPIGrpc.getGetReceivedShareMethod(),
                        CollaborationAPIGrpc.getGetReceivedShareMethod(),
                        this::get)
                .unary(
                        GatewayAPIGrpc.getUpdateReceivedShareMethod(),
                        CollaborationAPIGrpc.getUpdateReceivedShareMethod(),
                        this::update)
                .unary(GatewayAPIGrpc.getListExistingReceivedSharesMethod(), this::listExisting);
    }

    private ListReceivedSharesResponse list(RpcCall call, ListReceivedSharesRequest request) {
        ListReceivedSharesResponse.Builder answer = ListReceivedSharesResponse.newBuilder();
        Caller caller = call.caller();
        ShareMessages.Wanted wanted = ShareMessages.Wanted.of(caller, request.getFiltersList(), addresses);
        String next = page(caller, request, wanted, share -> {
            if (wanted.roots().isPresent() && !isAsRooted(wanted, rules.resource(caller, share.share()))) {
                return false;
            }
            answer.addShares(ShareMessages.message(share));
            return true;
        });
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    private ListExistingReceivedSharesResponse listExisting(RpcCall call, ListReceivedSharesRequest request) {
        ListExistingReceivedSharesResponse.Builder answer = ListExistingReceivedSharesResponse.newBuilder();
        Caller caller = call.caller();
        ShareMessages.Wanted wanted = ShareMessages.Wanted.of(caller, request.getFiltersList(), addresses);
        ResourceInfos infos = new ResourceInfos(Optional.empty());
        String next = page(caller, request, wanted, share -> {
            Optional<Resource> resource = rules.resource(caller, share.share());
            if (resource.isEmpty() || !isAsRooted(wanted, resource)) {
                return false;
            }
            ResourceInfo info = infos.message(resource.get());
            answer.addShareInfos(ReceivedShareResourceInfo.newBuilder()
                    .setReceivedShare(ShareMessages.message(share))
                    .setResourceInfo(
                            share.place().isEmpty()
                                    ? info
                                    : info.toBuilder()
                                            .setPath("/" + share.place().get())
                                            .build()));
            return true;
        });
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    private static boolean isAsRooted(ShareMessages.Wanted wanted, Optional<Resource> resource) {
        return wanted.roots().isEmpty()
                || resource.isPresent()
                        && resource.get().parent().isEmpty() == wanted.roots().get();
    }

    /** Passes one page on, to a receiver that tells whether it took a share; answers the token of the next. */
    private String page(
            Caller caller,
            ListReceivedSharesRequest request,
            ShareMessages.Wanted wanted,
            Predicate<ReceivedShares.ReceivedShare> receiver) {
        SharePage page = SharePage.of(request.getPageSize(), request.getPageToken());
        received.list(
                caller,
                wanted.states(),
                wanted.filter(),
                page.after(),
                share -> page.take(share.share().id(), () -> receiver.test(share)));
        return page.next();
    }

    private GetReceivedShareResponse get(RpcCall call, GetReceivedShareRequest request) {
        return GetReceivedShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(ShareMessages.message(received.get(call.caller(), id(call.caller(), request.getRef()))))
                .build();
    }

    private org.weft.spi.share.ShareId id(Caller caller, ShareReference ref) {
        return switch (ref.getSpecCase()) {
            case ID -> SharesEndpoint.id(ref.getId().getOpaqueId());
            case KEY ->
                shares.get(
                                caller,
                                addresses.of(caller, ref.getKey().getResourceId()),
                                GrantMessages.grantee(ref.getKey().getGrantee()))
                        .id();
            case SPEC_NOT_SET -> throw new InvalidArgument("name the share by its id or its key");
        };
    }

    private UpdateReceivedShareResponse update(RpcCall call, UpdateReceivedShareRequest request) {
        ReceivedShare wanted = request.getShare();
        List<String> fields = request.getUpdateMask().getPathsList();
        Decision decision = decision(wanted, fields.isEmpty() ? set(wanted) : fields);
        ReceivedShares.ReceivedShare share = received.update(
                call.caller(), SharesEndpoint.id(wanted.getShare().getId().getOpaqueId()), decision);
        return UpdateReceivedShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(ShareMessages.message(share))
                .build();
    }

    /** Without a mask, what is set is meant. */
    private static List<String> set(ReceivedShare wanted) {
        if (wanted.getState() == ShareState.SHARE_STATE_INVALID) {
            throw new InvalidArgument("nothing to update: name the fields in update_mask");
        }
        return wanted.hasMountPoint() && !wanted.getMountPoint().getPath().isEmpty()
                ? List.of("state", "mount_point")
                : List.of("state");
    }

    private static Decision decision(ReceivedShare wanted, List<String> fields) {
        Optional<org.weft.spi.share.ShareState> state = Optional.empty();
        Optional<Boolean> hidden = Optional.empty();
        Optional<RelPath> place = Optional.empty();
        Optional<String> alias = Optional.empty();
        for (String field : fields) {
            switch (field) {
                case "state" -> state = Optional.of(ShareMessages.state(wanted.getState()));
                case "hidden" -> hidden = Optional.of(wanted.getHidden());
                case "alias" -> alias = Optional.of(wanted.getAlias());
                case "mount_point" -> place = Optional.of(place(wanted.getMountPoint()));
                default ->
                    throw new InvalidArgument("update_mask names '" + SharesEndpoint.shortened(field)
                            + "'; it may name state, hidden, mount_point and alias");
            }
        }
        return new Decision(state, hidden, place, alias);
    }

    private static RelPath place(Reference reference) {
        String path = reference.getPath();
        if (!path.startsWith("/")) {
            throw new InvalidArgument("the mount point is an absolute path");
        }
        return RelPath.parse(path);
    }
}
