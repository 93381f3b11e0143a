/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.sharing.ocm.v1beta1.GetReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetReceivedOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.OcmAPIGrpc;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.sharing.ocm.v1beta1.UpdateReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.UpdateReceivedOCMShareResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.sharing.ocm.IncomingShares;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.OcmIn;
import org.weft.spi.storage.RelPath;

/** Shares from other sites, for those who receive them. */
final class OcmReceivedEndpoint {

    private final ReceivedShares received;
    private final IncomingShares ways;

    OcmReceivedEndpoint(OcmShareServices sharing) {
        this.received = sharing.received();
        this.ways = sharing.ways();
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getListReceivedOCMSharesMethod(),
                        OcmAPIGrpc.getListReceivedOCMSharesMethod(),
                        this::list)
                .unary(
                        GatewayAPIGrpc.getGetReceivedOCMShareMethod(),
                        OcmAPIGrpc.getGetReceivedOCMShareMethod(),
                        this::get)
                .unary(
                        GatewayAPIGrpc.getUpdateReceivedOCMShareMethod(),
                        OcmAPIGrpc.getUpdateReceivedOCMShareMethod(),
                        this::update);
    }

    private ListReceivedOCMSharesResponse list(RpcCall call, ListReceivedOCMSharesRequest request) {
        ListReceivedOCMSharesResponse.Builder answer = ListReceivedOCMSharesResponse.newBuilder();
        SharePage page = SharePage.of(request.getPageSize(), request.getPageToken());
        OcmFilters filters = OcmFilters.received(request.getFiltersList());
        Caller caller = call.caller();
        received.list(caller, Set.of(), filters.filter(), page.after(), share -> {
            if (!filters.providers().test(share.share())) {
                return true;
            }
            return page.take(share.share().id(), () -> {
                answer.addShares(message(caller, share));
                return true;
            });
        });
        return answer.setStatus(call.ok()).setNextPageToken(page.next()).build();
    }

    private ReceivedShare message(Caller caller, ReceivedShares.ReceivedShare received) {
        if (received.share() instanceof OcmIn share) {
            return OcmMessages.message(received, share, ways.way(share), ways.secret(caller, share));
        }
        throw new NotFound("there is no such share, or you may not see it");
    }

    private GetReceivedOCMShareResponse get(RpcCall call, GetReceivedOCMShareRequest request) {
        Caller caller = call.caller();
        return GetReceivedOCMShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(message(caller, received.get(caller, id(request.getRef()))))
                .build();
    }

    /** A key is about a resource of this site, and a token the sender's: neither names what was received. */
    private static org.weft.spi.share.ShareId id(ShareReference ref) {
        return switch (ref.getSpecCase()) {
            case ID -> SharesEndpoint.id(ref.getId().getOpaqueId());
            case KEY, TOKEN, SPEC_NOT_SET -> throw new InvalidArgument("name the received share by its id");
        };
    }

    private UpdateReceivedOCMShareResponse update(RpcCall call, UpdateReceivedOCMShareRequest request) {
        ReceivedShare wanted = request.getShare();
        List<String> fields = request.getUpdateMask().getPathsList();
        Decision decision = decision(wanted, fields.isEmpty() ? set(wanted) : fields);
        received.update(call.caller(), SharesEndpoint.id(wanted.getId().getOpaqueId()), decision);
        return UpdateReceivedOCMShareResponse.newBuilder().setStatus(call.ok()).build();
    }

    /** Without a mask, what is set is meant. */
    private static List<String> set(ReceivedShare wanted) {
        if (wanted.getState() == ShareState.SHARE_STATE_INVALID) {
            throw new InvalidArgument("nothing to update: set the state, or name the fields in update_mask");
        }
        return List.of("state");
    }

    private Decision decision(ReceivedShare wanted, List<String> fields) {
        Optional<org.weft.spi.share.ShareState> state = Optional.empty();
        Optional<RelPath> place = Optional.empty();
        for (String field : fields) {
            switch (field) {
                case "state" -> state = Optional.of(OcmMessages.state(wanted.getState()));
                case "name" -> place = Optional.of(place(wanted.getName()));
                default ->
                    throw new InvalidArgument(
                            "update_mask names '" + SharesEndpoint.shortened(field) + "'; it may name state and name");
            }
        }
        return new Decision(state, Optional.empty(), place, Optional.empty());
    }

    private RelPath place(String name) {
        RelPath path = RelPath.parse(name);
        if (path.depth() != 1) {
            throw new InvalidArgument("a name is one that a file can have");
        }
        return received.folder().resolve(path);
    }
}
