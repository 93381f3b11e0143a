/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.ListExistingSharesResponse;
import com.cs3.gateway.v1beta1.ShareResourceInfo;
import com.cs3.sharing.collaboration.v1beta1.CollaborationAPIGrpc;
import com.cs3.sharing.collaboration.v1beta1.CreateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.CreateShareResponse;
import com.cs3.sharing.collaboration.v1beta1.GetShareRequest;
import com.cs3.sharing.collaboration.v1beta1.GetShareResponse;
import com.cs3.sharing.collaboration.v1beta1.ListSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesResponse;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareRequest;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareResponse;
import com.cs3.sharing.collaboration.v1beta1.Share;
import com.cs3.sharing.collaboration.v1beta1.ShareGrant;
import com.cs3.sharing.collaboration.v1beta1.ShareKey;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareResponse;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.types.v1beta1.Timestamp;
import com.google.protobuf.FieldMask;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ShareRules;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Shares with users and groups, for those who make them. */
final class SharesEndpoint {

    /** So many at once, where the client asks for no number. */
    static final int MOST = 1000;

    private final LocalShares shares;
    private final ShareRules rules;
    private final CompleteReferences addresses;

    SharesEndpoint(LocalShares shares, ShareRules rules, CompleteReferences addresses) {
        this.shares = shares;
        this.rules = rules;
        this.addresses = addresses;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getCreateShareMethod(), CollaborationAPIGrpc.getCreateShareMethod(), this::create)
                .unary(GatewayAPIGrpc.getRemoveShareMethod(), CollaborationAPIGrpc.getRemoveShareMethod(), this::remove)
                .unary(GatewayAPIGrpc.getGetShareMethod(), CollaborationAPIGrpc.getGetShareMethod(), this::get)
                .unary(GatewayAPIGrpc.getUpdateShareMethod(), CollaborationAPIGrpc.getUpdateShareMethod(), this::update)
                .unary(GatewayAPIGrpc.getListSharesMethod(), CollaborationAPIGrpc.getListSharesMethod(), this::list)
                .unary(GatewayAPIGrpc.getListExistingSharesMethod(), this::listExisting);
    }

    private CreateShareResponse create(RpcCall call, CreateShareRequest request) {
        ShareGrant grant = request.getGrant();
        LocalShares.Terms terms = new LocalShares.Terms(
                expires(grant.hasExpiration(), grant.getExpiration()),
                RequestConditions.plain(request.getOpaque(), "description").orElse(""),
                Map.of());
        org.weft.spi.share.Share share = shares.create(
                call.caller(),
                target(request.getResourceInfo()),
                GrantMessages.grantee(grant.getGrantee()),
                PermissionMessages.of(grant.getPermissions().getPermissions()),
                terms);
        return CreateShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(ShareMessages.message(share))
                .build();
    }

    /** Clients send what a stat gave them; its id counts, and its path where it has none. */
    private static Target target(ResourceInfo info) {
        if (info.hasId() && !info.getId().getOpaqueId().isEmpty()) {
            return References.target(info.getId());
        }
        if (info.getPath().startsWith("/")) {
            return Target.path(RelPath.parse(info.getPath()));
        }
        throw new InvalidArgument("resource_info names no resource: give it an id or a path");
    }

    private static Optional<Instant> expires(boolean present, Timestamp time) {
        boolean none = !present || time.equals(Timestamp.getDefaultInstance());
        return none ? Optional.empty() : Optional.of(Timestamps.of(time));
    }

    private RemoveShareResponse remove(RpcCall call, RemoveShareRequest request) {
        shares.remove(call.caller(), find(call.caller(), request.getRef()).id());
        return RemoveShareResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetShareResponse get(RpcCall call, GetShareRequest request) {
        return GetShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(ShareMessages.message(find(call.caller(), request.getRef())))
                .build();
    }

    private org.weft.spi.share.Share find(Caller caller, ShareReference ref) {
        return switch (ref.getSpecCase()) {
            case ID -> shares.get(caller, id(ref.getId().getOpaqueId()));
            case KEY -> {
                ShareKey key = ref.getKey();
                org.weft.spi.share.Share share = shares.get(
                        caller, addresses.of(caller, key.getResourceId()), GrantMessages.grantee(key.getGrantee()));
                if (key.hasOwner() && !IdentityMessages.of(key.getOwner()).equals(share.owner())) {
                    throw new NotFound("there is no such share, or you may not see it");
                }
                yield share;
            }
            case SPEC_NOT_SET -> throw new InvalidArgument("name the share by its id or its key");
        };
    }

    static org.weft.spi.share.ShareId id(String opaque) {
        if (opaque.isEmpty()) {
            throw new InvalidArgument("the share's id is empty");
        }
        return new org.weft.spi.share.ShareId(opaque);
    }

    private UpdateShareResponse update(RpcCall call, UpdateShareRequest request) {
        Caller caller = call.caller();
        ShareReference ref = request.getRef();
        if (ref.getSpecCase() == ShareReference.SpecCase.SPEC_NOT_SET
                && request.getShare().hasId()) {
            ref = ShareReference.newBuilder().setId(request.getShare().getId()).build();
        }
        LocalShares.Change change =
                request.hasField() ? change(request.getField()) : change(request.getShare(), request.getUpdateMask());
        org.weft.spi.share.Share share = shares.update(caller, find(caller, ref).id(), change);
        return UpdateShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(ShareMessages.message(share))
                .build();
    }

    private static LocalShares.Change change(UpdateShareRequest.UpdateField field) {
        return switch (field.getFieldCase()) {
            case PERMISSIONS ->
                LocalShares.Change.rights(
                        PermissionMessages.of(field.getPermissions().getPermissions()));
            case EXPIRATION ->
                new LocalShares.Change(
                        Optional.empty(),
                        Optional.of(new LocalShares.Change.Expiry(expires(true, field.getExpiration()))),
                        Optional.empty());
            case DISPLAY_NAME -> describing(field.getDisplayName());
            case FIELD_NOT_SET -> throw new InvalidArgument("the field to update is not set");
        };
    }

    /** What a client calls a share has no field of its own in CS3's shares. It is told as their description. */
    private static LocalShares.Change describing(String name) {
        return new LocalShares.Change(Optional.empty(), Optional.empty(), Optional.of(name));
    }

    private static LocalShares.Change change(Share wanted, FieldMask mask) {
        Optional<Rights> rights = Optional.empty();
        Optional<LocalShares.Change.Expiry> expiry = Optional.empty();
        Optional<String> description = Optional.empty();
        if (mask.getPathsCount() == 0) {
            throw new InvalidArgument(
                    "update_mask names no field; it may name permissions, expiration and description");
        }
        for (String path : mask.getPathsList()) {
            switch (path) {
                case "permissions" ->
                    rights = Optional.of(
                            PermissionMessages.of(wanted.getPermissions().getPermissions()));
                case "expiration" ->
                    expiry = Optional.of(
                            new LocalShares.Change.Expiry(expires(wanted.hasExpiration(), wanted.getExpiration())));
                case "description" -> description = Optional.of(wanted.getDescription());
                default ->
                    throw new InvalidArgument("update_mask names '" + shortened(path)
                            + "'; it may name permissions, expiration and description");
            }
        }
        return new LocalShares.Change(rights, expiry, description);
    }

    static String shortened(String path) {
        return path.length() > 40 ? path.substring(0, 40) + "…" : path;
    }

    private ListSharesResponse list(RpcCall call, ListSharesRequest request) {
        ListSharesResponse.Builder answer = ListSharesResponse.newBuilder();
        String next = page(
                call.caller(), request, (share, resource) -> answer.addShares(ShareMessages.message(share)), false);
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    private ListExistingSharesResponse listExisting(RpcCall call, ListSharesRequest request) {
        ListExistingSharesResponse.Builder answer = ListExistingSharesResponse.newBuilder();
        ResourceInfos infos = new ResourceInfos(Optional.empty());
        String next = page(
                call.caller(),
                request,
                (share, resource) -> resource.ifPresent(there -> answer.addShareInfos(ShareResourceInfo.newBuilder()
                        .setShare(ShareMessages.message(share))
                        .setResourceInfo(infos.message(there)))),
                true);
        return answer.setStatus(call.ok()).setNextPageToken(next).build();
    }

    /** Passes one page on; answers the token of the next. */
    private String page(
            Caller caller,
            ListSharesRequest request,
            BiConsumer<org.weft.spi.share.Share, Optional<Resource>> receiver,
            boolean existing) {
        SharePage page = SharePage.of(request.getPageSize(), request.getPageToken());
        ShareMessages.Wanted wanted = ShareMessages.Wanted.of(caller, request.getFiltersList(), addresses);
        shares.list(
                caller,
                wanted.filter(),
                page.after(),
                share -> page.take(share.id(), () -> {
                    Optional<Resource> resource =
                            existing || wanted.roots().isPresent() ? rules.resource(caller, share) : Optional.empty();
                    if (existing && resource.isEmpty() || !isAsRooted(wanted, resource)) {
                        return false;
                    }
                    receiver.accept(share, resource);
                    return true;
                }));
        return page.next();
    }

    private static boolean isAsRooted(ShareMessages.Wanted wanted, Optional<Resource> resource) {
        return wanted.roots().isEmpty()
                || resource.isPresent()
                        && resource.get().parent().isEmpty() == wanted.roots().get();
    }
}
