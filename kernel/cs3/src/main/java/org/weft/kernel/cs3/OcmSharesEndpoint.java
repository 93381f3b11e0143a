/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.ListExistingOCMSharesResponse;
import com.cs3.gateway.v1beta1.OCMShareResourceInfo;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareByTokenRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareByTokenResponse;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.OcmAPIGrpc;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareKey;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.UpdateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.UpdateOCMShareResponse;
import com.cs3.types.v1beta1.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.sharing.ocm.ShareDelivery;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.share.OcmOut;
import org.weft.spi.storage.Rights;

/** Shares with people at other sites, for those who make them. */
final class OcmSharesEndpoint {

    private final OutgoingShares shares;
    private final OcmAccessTokens tokens;
    private final ShareRules rules;
    private final CompleteReferences addresses;

    OcmSharesEndpoint(OcmShareServices sharing, ShareRules rules, CompleteReferences addresses) {
        this.shares = sharing.sent();
        this.tokens = sharing.tokens();
        this.rules = rules;
        this.addresses = addresses;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getCreateOCMShareMethod(), OcmAPIGrpc.getCreateOCMShareMethod(), this::create)
                .unary(GatewayAPIGrpc.getRemoveOCMShareMethod(), OcmAPIGrpc.getRemoveOCMShareMethod(), this::remove)
                .unary(GatewayAPIGrpc.getGetOCMShareMethod(), OcmAPIGrpc.getGetOCMShareMethod(), this::get)
                .unary(
                        GatewayAPIGrpc.getGetOCMShareByTokenMethod(),
                        OcmAPIGrpc.getGetOCMShareByTokenMethod(),
                        this::byToken)
                .unary(GatewayAPIGrpc.getListOCMSharesMethod(), OcmAPIGrpc.getListOCMSharesMethod(), this::list)
                .unary(GatewayAPIGrpc.getUpdateOCMShareMethod(), OcmAPIGrpc.getUpdateOCMShareMethod(), this::update)
                .unary(GatewayAPIGrpc.getListExistingOCMSharesMethod(), this::listExisting);
    }

    private CreateOCMShareResponse create(RpcCall call, CreateOCMShareRequest request) {
        OcmMessages.Receiver receiver = OcmMessages.Receiver.of(
                request.getGrantee(), request.getRecipientMeshProvider().getDomain());
        OcmOut share = shares.create(
                call.caller(),
                new OutgoingShares.Wanted(
                        References.target(request.getResourceId()),
                        receiver.id(),
                        receiver.group(),
                        OcmMessages.rights(request.getAccessMethodsList()),
                        expires(request.hasExpiration(), request.getExpiration()),
                        RequestConditions.plain(request.getOpaque(), "description")
                                .orElse(""),
                        OcmMessages.requirements(request.getAccessMethodsList())));
        return CreateOCMShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(message(call.caller(), share))
                .setRecipientDisplayName(share.attributes().getOrDefault(ShareDelivery.RECIPIENT_NAME, ""))
                .build();
    }

    private static Optional<Instant> expires(boolean present, Timestamp time) {
        boolean none = !present || time.equals(Timestamp.getDefaultInstance());
        return none ? Optional.empty() : Optional.of(Timestamps.of(time));
    }

    private Share message(Caller caller, OcmOut share) {
        return OcmMessages.message(share, shares.secret(caller, share));
    }

    private RemoveOCMShareResponse remove(RpcCall call, RemoveOCMShareRequest request) {
        shares.remove(call.caller(), find(call.caller(), request.getRef()).id());
        return RemoveOCMShareResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetOCMShareResponse get(RpcCall call, GetOCMShareRequest request) {
        return GetOCMShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(message(call.caller(), find(call.caller(), request.getRef())))
                .build();
    }

    private OcmOut find(Caller caller, ShareReference ref) {
        return switch (ref.getSpecCase()) {
            case ID -> shares.get(caller, SharesEndpoint.id(ref.getId().getOpaqueId()));
            case KEY -> find(caller, ref.getKey());
            case TOKEN -> shares.bySecret(caller, ref.getToken());
            case SPEC_NOT_SET -> throw new InvalidArgument("name the share by its id, its key or its token");
        };
    }

    private OcmOut find(Caller caller, ShareKey key) {
        OcmMessages.Receiver receiver = OcmMessages.Receiver.of(key.getGrantee(), "");
        OcmOut share = shares.get(caller, addresses.of(caller, key.getResourceId()), receiver.id(), receiver.group());
        if (key.hasOwner() && !IdentityMessages.of(key.getOwner()).equals(share.owner())) {
            throw new NotFound("there is no such share, or you may not see it");
        }
        return share;
    }

    /** For whoever knows the secret, which is all that there is to know; the secret is not told back. */
    private GetOCMShareByTokenResponse byToken(RpcCall call, GetOCMShareByTokenRequest request) {
        if (request.getToken().isEmpty()) {
            throw new InvalidArgument("the token is empty");
        }
        try {
            OcmOut share =
                    tokens.admit("", request.getToken(), call.remoteAddress()).share();
            return GetOCMShareByTokenResponse.newBuilder()
                    .setStatus(call.ok())
                    .setShare(OcmMessages.message(share, Optional.empty()))
                    .build();
        } catch (Unauthenticated none) {
            throw new NotFound("no share has this token");
        }
    }

    private ListOCMSharesResponse list(RpcCall call, ListOCMSharesRequest request) {
        ListOCMSharesResponse.Builder answer = ListOCMSharesResponse.newBuilder();
        Caller caller = call.caller();
        String next = page(caller, request, share -> {
            answer.addShares(message(caller, share));
            return true;
        });
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    private ListExistingOCMSharesResponse listExisting(RpcCall call, ListOCMSharesRequest request) {
        ListExistingOCMSharesResponse.Builder answer = ListExistingOCMSharesResponse.newBuilder();
        ResourceInfos infos = new ResourceInfos(Optional.empty());
        Caller caller = call.caller();
        String next = page(caller, request, share -> {
            Optional<Resource> resource = rules.resource(caller, share);
            resource.ifPresent(there -> answer.addShareInfos(OCMShareResourceInfo.newBuilder()
                    .setOcmShare(message(caller, share))
                    .setResourceInfo(infos.message(there))));
            return resource.isPresent();
        });
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    /** Passes one page on, to a receiver that tells whether it took a share; answers the token of the next. */
    private String page(Caller caller, ListOCMSharesRequest request, Predicate<OcmOut> receiver) {
        SharePage page = SharePage.of(request.getPageSize(), request.getPageToken());
        OcmFilters filters = OcmFilters.of(caller, request.getFiltersList(), addresses);
        shares.list(caller, filters.filter(), page.after(), share -> {
            if (!filters.providers().test(share)) {
                return true;
            }
            return page.take(share.id(), () -> receiver.test(share));
        });
        return page.next();
    }

    private UpdateOCMShareResponse update(RpcCall call, UpdateOCMShareRequest request) {
        List<AccessMethod> methods = new ArrayList<>();
        boolean ends = false;
        Optional<Instant> end = Optional.empty();
        for (UpdateOCMShareRequest.UpdateField field : request.getFieldList()) {
            switch (field.getFieldCase()) {
                case EXPIRATION -> {
                    ends = true;
                    end = expires(true, field.getExpiration());
                }
                case ACCESS_METHODS -> methods.add(field.getAccessMethods());
                case FIELD_NOT_SET -> throw new InvalidArgument("a field to update is not set");
            }
        }
        if (request.getFieldCount() == 0) {
            throw new InvalidArgument("no field to update: name expiration or access_methods");
        }
        Optional<Rights> rights = methods.isEmpty() ? Optional.empty() : Optional.of(OcmMessages.rights(methods));
        Caller caller = call.caller();
        shares.update(caller, find(caller, request.getRef()).id(), new OutgoingShares.Changes(rights, ends, end));
        return UpdateOCMShareResponse.newBuilder().setStatus(call.ok()).build();
    }
}
