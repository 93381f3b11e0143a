/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.ListExistingPublicSharesResponse;
import com.cs3.gateway.v1beta1.PublicShareResourceInfo;
import com.cs3.sharing.link.v1beta1.CreatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.CreatePublicShareResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareResponse;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.LinkAPIGrpc;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.sharing.link.v1beta1.ListPublicSharesResponse;
import com.cs3.sharing.link.v1beta1.PublicShareAuthentication;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.link.v1beta1.RemovePublicShareResponse;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest.Update;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkSignatures;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.share.Link;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/** Public links: to make, find, change and remove them, and to open one by its token. */
final class PublicSharesEndpoint {

    /** So many at once, where the client asks for no number. */
    private static final int MOST = 1000;

    private final PublicLinks links;
    private final LinkAuthenticator authenticator;
    private final CompleteReferences addresses;

    PublicSharesEndpoint(PublicLinks links, LinkAuthenticator authenticator, CompleteReferences addresses) {
        this.links = links;
        this.authenticator = authenticator;
        this.addresses = addresses;
    }

    void register(RpcTable rpcs) {
        rpcs.unary(GatewayAPIGrpc.getCreatePublicShareMethod(), LinkAPIGrpc.getCreatePublicShareMethod(), this::create)
                .unary(
                        GatewayAPIGrpc.getUpdatePublicShareMethod(),
                        LinkAPIGrpc.getUpdatePublicShareMethod(),
                        this::update)
                .unary(
                        GatewayAPIGrpc.getRemovePublicShareMethod(),
                        LinkAPIGrpc.getRemovePublicShareMethod(),
                        this::remove)
                .unary(GatewayAPIGrpc.getGetPublicShareMethod(), LinkAPIGrpc.getGetPublicShareMethod(), this::get)
                .unary(
                        GatewayAPIGrpc.getGetPublicShareByTokenMethod(),
                        LinkAPIGrpc.getGetPublicShareByTokenMethod(),
                        this::open)
                .unary(GatewayAPIGrpc.getListPublicSharesMethod(), LinkAPIGrpc.getListPublicSharesMethod(), this::list)
                .unary(GatewayAPIGrpc.getListExistingPublicSharesMethod(), this::listExisting);
    }

    private CreatePublicShareResponse create(RpcCall call, CreatePublicShareRequest request) {
        Grant grant = request.getGrant();
        Rights rights = PermissionMessages.of(grant.getPermissions().getPermissions());
        if (rights.isEmpty() != request.getInternal()) {
            throw new InvalidArgument(
                    request.getInternal()
                            ? "an internal link gives no permissions"
                            : "a link gives at least one permission to read or write, unless it is internal");
        }
        Map<String, String> said =
                request.getResourceInfo().getArbitraryMetadata().getMetadataMap();
        NewLink wanted = new NewLink(
                rights,
                password(grant),
                expiry(grant),
                said.getOrDefault("name", ""),
                request.getDescription(),
                Boolean.parseBoolean(said.getOrDefault("quicklink", "false")),
                request.getNotifyUploads(),
                request.getNotifyUploadsExtraRecipients());
        Link link = links.create(call.caller(), target(request.getResourceInfo()), wanted);
        return CreatePublicShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(PublicShareMessages.message(link))
                .build();
    }

    private static Optional<String> password(Grant grant) {
        return Optional.of(grant.getPassword()).filter(text -> !text.isEmpty());
    }

    private static Optional<Instant> expiry(Grant grant) {
        boolean named = grant.hasExpiration() && grant.getExpiration().getSeconds() != 0;
        return named ? Optional.of(Timestamps.of(grant.getExpiration())) : Optional.empty();
    }

    private static Target target(ResourceInfo info) {
        Reference.Builder reference = Reference.newBuilder();
        if (info.hasId()) {
            reference.setResourceId(info.getId());
        } else {
            reference.setPath(info.getPath());
        }
        return References.target(reference.build());
    }

    private ShareId id(RpcCall call, PublicShareReference reference) {
        return switch (reference.getSpecCase()) {
            case ID -> new ShareId(reference.getId().getOpaqueId());
            case TOKEN -> links.byToken(call.caller(), reference.getToken()).id();
            case SPEC_NOT_SET -> throw new InvalidArgument("name the link by its id or its token");
        };
    }

    private UpdatePublicShareResponse update(RpcCall call, UpdatePublicShareRequest request) {
        Link link = links.update(call.caller(), id(call, request.getRef()), change(request.getUpdate()));
        return UpdatePublicShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(PublicShareMessages.message(link))
                .build();
    }

    private static LinkChange change(Update update) {
        Grant grant = update.getGrant();
        return switch (update.getType()) {
            case TYPE_PERMISSIONS ->
                new LinkChange.ToRights(
                        PermissionMessages.of(grant.getPermissions().getPermissions()), password(grant));
            case TYPE_PASSWORD -> new LinkChange.ToPassword(password(grant));
            case TYPE_EXPIRATION -> new LinkChange.ToExpiry(expiry(grant));
            case TYPE_DISPLAYNAME -> new LinkChange.ToDisplayName(update.getDisplayName());
            case TYPE_DESCRIPTION -> new LinkChange.ToDescription(update.getDescription());
            case TYPE_NOTIFYUPLOADS -> new LinkChange.ToNotifyUploads(update.getNotifyUploads());
            case TYPE_NOTIFYUPLOADSEXTRARECIPIENTS ->
                new LinkChange.ToNotifyRecipients(update.getNotifyUploadsExtraRecipients());
            case TYPE_INVALID, UNRECOGNIZED -> throw new InvalidArgument("name what shall be changed");
        };
    }

    private RemovePublicShareResponse remove(RpcCall call, RemovePublicShareRequest request) {
        links.remove(call.caller(), id(call, request.getRef()));
        return RemovePublicShareResponse.newBuilder().setStatus(call.ok()).build();
    }

    private GetPublicShareResponse get(RpcCall call, GetPublicShareRequest request) {
        Link link = links.get(call.caller(), id(call, request.getRef()));
        return GetPublicShareResponse.newBuilder()
                .setStatus(call.ok())
                .setShare(PublicShareMessages.message(link, signature(link, request.getSign())))
                .build();
    }

    private Optional<LinkSignatures.Signature> signature(Link link, boolean wanted) {
        return wanted ? authenticator.signatures().sign(link) : Optional.empty();
    }

    /**
     * For whoever knows the token, and the password where there is one. A wrong one is a denial, as Reva has it. An internal
     * link is told to those alone who see what it leads to.
     */
    private GetPublicShareByTokenResponse open(RpcCall call, GetPublicShareByTokenRequest request) {
        try {
            Link link = authenticator.knock(request.getToken(), call.remoteAddress());
            if (link.isInternal()) {
                links.follow(call.caller(), link);
            } else {
                authenticator.enter(link, key(request.getAuthentication()), call.remoteAddress());
            }
            return GetPublicShareByTokenResponse.newBuilder()
                    .setStatus(call.ok())
                    .setShare(PublicShareMessages.message(link, signature(link, request.getSign())))
                    .build();
        } catch (Unauthenticated wrong) {
            throw new Forbidden(wrong.text());
        }
    }

    private static LinkCredential key(PublicShareAuthentication shown) {
        return switch (shown.getSpecCase()) {
            case PASSWORD ->
                shown.getPassword().isEmpty()
                        ? LinkCredential.none()
                        : new LinkCredential.Password(shown.getPassword());
            case SIGNATURE ->
                new LinkCredential.Signed(new LinkSignatures.Signature(
                        shown.getSignature().getSignature(),
                        Timestamps.of(shown.getSignature().getSignatureExpiration())));
            case SPEC_NOT_SET -> LinkCredential.none();
        };
    }

    /** A page of links, and the token of the next. */
    private record Found(List<Link> links, String next) {}

    private Found find(RpcCall call, ListPublicSharesRequest request) {
        PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
        int size = page.size() == 0 ? MOST : Math.min(page.size(), MOST);
        List<Link> found = links.list(
                call.caller(),
                filter(call.caller(), request.getFiltersList()),
                page.after().map(ShareId::new),
                size + 1);
        if (found.size() <= size) {
            return new Found(found, "");
        }
        List<Link> part = found.subList(0, size);
        return new Found(part, PageRequest.token(part.getLast().id().value()));
    }

    private PublicLinks.Filter filter(Caller caller, List<ListPublicSharesRequest.Filter> filters) {
        Set<ResourceId> resources = new HashSet<>();
        Set<org.weft.spi.UserId> owners = new HashSet<>();
        Set<org.weft.spi.UserId> creators = new HashSet<>();
        for (ListPublicSharesRequest.Filter filter : filters) {
            switch (filter.getTermCase()) {
                case RESOURCE_ID -> resources.add(stored(addresses.of(caller, filter.getResourceId())));
                case OWNER -> owners.add(IdentityMessages.of(filter.getOwner()));
                case CREATOR -> creators.add(IdentityMessages.of(filter.getCreator()));
                case TERM_NOT_SET -> throw new InvalidArgument("a filter names a resource, an owner or a creator");
            }
        }
        if (resources.size() > MOST) {
            throw new InvalidArgument("filter by at most " + MOST + " resources at once");
        }
        return new PublicLinks.Filter(resources, owners, creators);
    }

    private static ResourceId stored(org.weft.kernel.storage.resource.ResourceId id) {
        return new ResourceId(id.storage(), id.space(), id.node());
    }

    private ListPublicSharesResponse list(RpcCall call, ListPublicSharesRequest request) {
        Found found = find(call, request);
        ListPublicSharesResponse.Builder answer = ListPublicSharesResponse.newBuilder();
        for (Link link : found.links()) {
            answer.addShare(PublicShareMessages.message(link, signature(link, request.getSign())));
        }
        return answer.setStatus(call.ok()).setNextPageToken(found.next()).build();
    }

    private ListExistingPublicSharesResponse listExisting(RpcCall call, ListPublicSharesRequest request) {
        Found found = find(call, request);
        ResourceInfos infos = new ResourceInfos(Optional.empty());
        ListExistingPublicSharesResponse.Builder answer = ListExistingPublicSharesResponse.newBuilder();
        for (Link link : found.links()) {
            Optional<Resource> resource = links.resource(call.caller(), link);
            resource.ifPresent(there -> answer.addShareInfos(PublicShareResourceInfo.newBuilder()
                    .setPublicShare(PublicShareMessages.message(link, signature(link, request.getSign())))
                    .setResourceInfo(infos.message(there))));
        }
        return answer.setStatus(call.ok()).setNextPageToken(found.next()).build();
    }
}
