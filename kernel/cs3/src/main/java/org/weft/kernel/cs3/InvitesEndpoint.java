/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.User;
import com.cs3.ocm.invite.v1beta1.AcceptInviteRequest;
import com.cs3.ocm.invite.v1beta1.AcceptInviteResponse;
import com.cs3.ocm.invite.v1beta1.DeleteAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.DeleteAcceptedUserResponse;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersRequest;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersResponse;
import com.cs3.ocm.invite.v1beta1.ForwardInviteRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteResponse;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenRequest;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenResponse;
import com.cs3.ocm.invite.v1beta1.GetAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.GetAcceptedUserResponse;
import com.cs3.ocm.invite.v1beta1.InviteAPIGrpc;
import com.cs3.ocm.invite.v1beta1.InviteToken;
import com.cs3.ocm.invite.v1beta1.ListInviteTokensRequest;
import com.cs3.ocm.invite.v1beta1.ListInviteTokensResponse;
import java.util.Optional;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.Invite;
import org.weft.spi.share.RemoteUser;

/** Invitations, and the contacts that come of them. Everybody sees the own ones alone. */
final class InvitesEndpoint {

    /** How many are told at most; more do not fit into one answer. */
    private static final int MOST = 5000;

    private final Invitations invitations;

    InvitesEndpoint(OcmCoreServices federation) {
        this.invitations = federation.invitations();
    }

    void register(RpcTable rpcs) {
        rpcs.unary(
                        GatewayAPIGrpc.getGenerateInviteTokenMethod(),
                        InviteAPIGrpc.getGenerateInviteTokenMethod(),
                        this::generate)
                .unary(
                        GatewayAPIGrpc.getListInviteTokensMethod(),
                        InviteAPIGrpc.getListInviteTokensMethod(),
                        this::list)
                .unary(GatewayAPIGrpc.getForwardInviteMethod(), InviteAPIGrpc.getForwardInviteMethod(), this::forward)
                .unary(GatewayAPIGrpc.getAcceptInviteMethod(), InviteAPIGrpc.getAcceptInviteMethod(), this::accept)
                .unary(GatewayAPIGrpc.getGetAcceptedUserMethod(), InviteAPIGrpc.getGetAcceptedUserMethod(), this::get)
                .unary(
                        GatewayAPIGrpc.getFindAcceptedUsersMethod(),
                        InviteAPIGrpc.getFindAcceptedUsersMethod(),
                        this::find)
                .unary(
                        GatewayAPIGrpc.getDeleteAcceptedUserMethod(),
                        InviteAPIGrpc.getDeleteAcceptedUserMethod(),
                        this::delete);
    }

    private static UserId person(RpcCall call) {
        return Invitations.person(call.caller());
    }

    private GenerateInviteTokenResponse generate(RpcCall call, GenerateInviteTokenRequest request) {
        Invite invite = invitations.generate(person(call), request.getDescription(), "");
        return GenerateInviteTokenResponse.newBuilder()
                .setStatus(call.ok())
                .setInviteToken(message(invite))
                .build();
    }

    private static InviteToken message(Invite invite) {
        return InviteToken.newBuilder()
                .setToken(invite.token())
                .setUserId(IdentityMessages.message(invite.owner()))
                .setExpiration(Timestamps.message(invite.expires()))
                .setDescription(invite.description())
                .build();
    }

    private ListInviteTokensResponse list(RpcCall call, ListInviteTokensRequest request) {
        ListInviteTokensResponse.Builder answer = ListInviteTokensResponse.newBuilder();
        invitations.list(person(call), invite -> {
            answer.addInviteTokens(message(invite));
            return answer.getInviteTokensCount() < MOST;
        });
        return answer.setStatus(call.ok()).build();
    }

    private ForwardInviteResponse forward(RpcCall call, ForwardInviteRequest request) {
        person(call);
        String domain = request.getOriginSystemProvider().getDomain();
        Optional<PeerHost> from = domain.isEmpty() ? Optional.empty() : Optional.of(PeerHost.parse(domain));
        RemoteUser inviter = invitations.forward(
                call.signedIn().user(), request.getInviteToken().getToken(), from);
        return ForwardInviteResponse.newBuilder()
                .setStatus(call.ok())
                .setUserId(IdentityMessages.message(inviter.id()))
                .setEmail(inviter.mail())
                .setDisplayName(inviter.displayName())
                .build();
    }

    /** Only the other site can say that somebody there accepts, and it says so signed, to the other port. */
    private AcceptInviteResponse accept(RpcCall call, AcceptInviteRequest request) {
        throw new Forbidden("that somebody at another site accepts an invitation is told by that site, over HTTP");
    }

    private GetAcceptedUserResponse get(RpcCall call, GetAcceptedUserRequest request) {
        RemoteUser contact = invitations
                .contact(person(call), remote(request.getRemoteUserId()))
                .orElseThrow(() -> new NotFound("there is no such contact"));
        return GetAcceptedUserResponse.newBuilder()
                .setStatus(call.ok())
                .setRemoteUser(message(contact))
                .build();
    }

    private static UserId remote(com.cs3.identity.user.v1beta1.UserId id) {
        if (id.getOpaqueId().isEmpty() || id.getIdp().isEmpty()) {
            throw new InvalidArgument("the remote_user_id needs an idp and an opaque_id");
        }
        return IdentityMessages.of(id);
    }

    private static User message(RemoteUser contact) {
        return User.newBuilder()
                .setId(IdentityMessages.message(contact.id()))
                .setMail(contact.mail())
                .setDisplayName(contact.displayName())
                .build();
    }

    private FindAcceptedUsersResponse find(RpcCall call, FindAcceptedUsersRequest request) {
        FindAcceptedUsersResponse.Builder answer = FindAcceptedUsersResponse.newBuilder();
        invitations.contacts(person(call), request.getFilter(), contact -> {
            answer.addAcceptedUsers(message(contact));
            return answer.getAcceptedUsersCount() < MOST;
        });
        return answer.setStatus(call.ok()).build();
    }

    private DeleteAcceptedUserResponse delete(RpcCall call, DeleteAcceptedUserRequest request) {
        invitations.end(person(call), remote(request.getRemoteUserId()));
        return DeleteAcceptedUserResponse.newBuilder().setStatus(call.ok()).build();
    }
}
