/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.server.Cs3Side.READ;
import static org.weft.kernel.server.Cs3Side.WRITE;
import static org.weft.kernel.server.Cs3Side.access;
import static org.weft.kernel.server.Cs3Side.expect;
import static org.weft.kernel.server.Cs3Side.reference;
import static org.weft.kernel.testing.Eventually.until;

import com.cs3.ocm.invite.v1beta1.AcceptInviteRequest;
import com.cs3.ocm.invite.v1beta1.DeleteAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteResponse;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenRequest;
import com.cs3.ocm.invite.v1beta1.InviteToken;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.GetReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareId;
import com.cs3.sharing.ocm.v1beta1.ShareKey;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.sharing.ocm.v1beta1.SharedResourceType;
import com.cs3.sharing.ocm.v1beta1.UpdateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.UpdateReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.WebDAVProtocol;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.cs3.types.v1beta1.Timestamp;
import com.google.protobuf.FieldMask;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.site.FakeSite;

/** Two sites share with each other, and all that their people do goes over CS3. */
class OcmCs3Test extends TwoSitesFixture {

    private static String invite(Cs3Side inviter) {
        return inviter.gateway()
                .generateInviteToken(GenerateInviteTokenRequest.getDefaultInstance())
                .getInviteToken()
                .getToken();
    }

    private static ForwardInviteResponse forward(Cs3Side who, String token, String provider) {
        return who.gateway()
                .forwardInvite(ForwardInviteRequest.newBuilder()
                        .setInviteToken(InviteToken.newBuilder().setToken(token))
                        .setOriginSystemProvider(ProviderInfo.newBuilder().setDomain(provider))
                        .build());
    }

    @Test
    void people_meet_by_a_bare_token_with_its_site_by_a_whole_invitation_and_over_http() throws Exception {
        sites();
        ForwardInviteResponse met = forward(marie(), invite(einstein()), a.host);
        expect(met.getStatus(), Code.CODE_OK);
        assertThat(met.getUserId()).isEqualTo(einstein().asSeenElsewhere());
        assertThat(met.getDisplayName()).isEqualTo("Albert Einstein");
        assertThat(marie().contacts())
                .extracting(user -> user.getId())
                .containsExactly(einstein().asSeenElsewhere());
        assertThat(einstein().contacts()).extracting(user -> user.getId()).containsExactly(marie().asSeenElsewhere());

        Cs3Side richard = new Cs3Side(b, FakeSite.RICHARD);
        String whole = Base64.getEncoder()
                .encodeToString((invite(richard) + "@" + b.host).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        expect(forward(einstein(), whole, "").getStatus(), Code.CODE_OK);
        assertThat(richard.contacts())
                .extracting(user -> user.getId())
                .containsExactly(einstein().asSeenElsewhere());

        HttpResponse<String> accepted = a.ask(
                "marie",
                "POST",
                "/sciencemesh/accept-invite",
                "{\"token\":\"" + invite(marie()) + "\",\"providerDomain\":\"" + b.host + "\"}",
                "Content-Type",
                "application/json");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
        assertThat(new Cs3Side(a, FakeSite.MARIE).contacts())
                .extracting(user -> user.getId())
                .containsExactly(marie().asSeenElsewhere());
    }

    @Test
    void an_invitation_that_is_none_any_more_or_half_is_told_as_such() throws Exception {
        sites();
        String token = invite(einstein());
        expect(forward(marie(), token, "").getStatus(), Code.CODE_INVALID_ARGUMENT);
        expect(forward(marie(), token, a.host).getStatus(), Code.CODE_OK);
        expect(forward(new Cs3Side(b, FakeSite.RICHARD), token, a.host).getStatus(), Code.CODE_ALREADY_EXISTS);
        Status alone = einstein()
                .gateway()
                .acceptInvite(AcceptInviteRequest.newBuilder()
                        .setInviteToken(InviteToken.newBuilder().setToken(invite(einstein())))
                        .build())
                .getStatus();
        expect(alone, Code.CODE_PERMISSION_DENIED);
        assertThat(alone.getMessage()).contains("other site").contains("site");
    }

    @Test
    void to_end_a_contact_ends_it_at_the_other_site() throws Exception {
        sites();
        expect(forward(marie(), invite(einstein()), a.host).getStatus(), Code.CODE_OK);
        DeleteAcceptedUserRequest end = DeleteAcceptedUserRequest.newBuilder()
                .setRemoteUserId(einstein().asSeenElsewhere())
                .build();
        expect(marie().gateway().deleteAcceptedUser(end).getStatus(), Code.CODE_OK);
        assertThat(marie().contacts()).isEmpty();
        until(() -> einstein().contacts().isEmpty());
        expect(marie().gateway().deleteAcceptedUser(end).getStatus(), Code.CODE_NOT_FOUND);
    }

    @Test
    void a_share_lives_from_its_offer_to_its_end_in_both_directions() throws Exception {
        sites();
        story(einstein(), marie());
        story(marie(), einstein());
    }

    private void story(Cs3Side owner, Cs3Side receiver) throws Exception {
        ResourceInfo what = owner.folder("/home/Relativity");
        owner.folder("/home/Relativity/inner");
        CreateOCMShareResponse made = owner.share(what, receiver, WRITE);
        expect(made.getStatus(), Code.CODE_OK);
        assertThat(made.getRecipientDisplayName()).isEqualTo(receiver.user().displayName());
        Share share = made.getShare();
        assertThat(share.getName()).isEqualTo("Relativity");
        assertThat(share.getGrantee()).isEqualTo(receiver.grantee());
        assertThat(share.getResourceId()).isEqualTo(what.getId());
        assertThat(share.getOwner().getOpaqueId()).isEqualTo(owner.user().id().opaque());
        assertThat(owner.sent()).containsExactly(share);

        ReceivedShare offered = receiver.onlyReceived();
        assertThat(offered.getState()).isEqualTo(ShareState.SHARE_STATE_PENDING);
        assertThat(offered.getRemoteShareId()).isEqualTo(share.getId().getOpaqueId());
        assertThat(offered.getOwner()).isEqualTo(owner.asSeenElsewhere());
        assertThat(offered.getCreator()).isEqualTo(owner.asSeenElsewhere());
        assertThat(offered.getGrantee().getUserId().getOpaqueId())
                .isEqualTo(receiver.user().id().opaque());
        assertThat(offered.getSharedResourceType()).isEqualTo(SharedResourceType.SHARE_RESOURCE_TYPE_CONTAINER);
        WebDAVProtocol way = offered.getProtocols(0).getWebdavOptions();
        assertThat(way.getUri()).isEqualTo(owner.site().url + "/remote.php/dav/ocm/" + offered.getRemoteShareId());
        assertThat(way.getPermissions().getPermissions().getInitiateFileUpload())
                .isTrue();
        expect(receiver.stat("/shares/Relativity").getStatus(), Code.CODE_NOT_FOUND);

        expect(receiver.decide(offered.getId(), ShareState.SHARE_STATE_ACCEPTED), Code.CODE_OK);
        StatResponse there = receiver.stat("/shares/Relativity");
        expect(there.getStatus(), Code.CODE_OK);
        assertThat(there.getInfo().getPermissionSet().getInitiateFileUpload()).isTrue();
        assertThat(there.getInfo().getPermissionSet().getCreateContainer()).isTrue();
        receiver.folder("/shares/Relativity/from afar");
        expect(owner.stat("/home/Relativity/from afar").getStatus(), Code.CODE_OK);

        UpdateOCMShareRequest narrower = UpdateOCMShareRequest.newBuilder()
                .setRef(reference(share.getId()))
                .addField(UpdateOCMShareRequest.UpdateField.newBuilder().setAccessMethods(access(READ)))
                .build();
        expect(owner.gateway().updateOCMShare(narrower).getStatus(), Code.CODE_OK);
        StatResponse narrowed = receiver.stat("/shares/Relativity");
        assertThat(narrowed.getInfo().getPermissionSet().getInitiateFileDownload())
                .isTrue();
        assertThat(narrowed.getInfo().getPermissionSet().getInitiateFileUpload())
                .isFalse();
        until(() -> !receiver.onlyReceived()
                .getProtocols(0)
                .getWebdavOptions()
                .getPermissions()
                .getPermissions()
                .getInitiateFileUpload());
        assertThat(receiver.gateway()
                        .listContainer(ListContainerRequest.newBuilder()
                                .setRef(reference("/shares/Relativity"))
                                .build())
                        .getInfosList())
                .extracting(ResourceInfo::getPath)
                .containsExactlyInAnyOrder("/shares/Relativity/inner", "/shares/Relativity/from afar");

        ShareKey key = ShareKey.newBuilder()
                .setOwner(share.getOwner())
                .setResourceId(share.getResourceId())
                .setGrantee(share.getGrantee())
                .build();
        expect(
                owner.gateway()
                        .removeOCMShare(RemoveOCMShareRequest.newBuilder()
                                .setRef(ShareReference.newBuilder().setKey(key))
                                .build())
                        .getStatus(),
                Code.CODE_OK);
        expect(receiver.stat("/shares/Relativity").getStatus(), Code.CODE_NOT_FOUND);
        until(() -> receiver.received().isEmpty());
        assertThat(owner.sent()).isEmpty();
    }

    @Test
    void a_received_share_that_is_rejected_or_deleted_ends_at_its_owner() throws Exception {
        sites();
        ResourceInfo one = einstein().folder("/home/One");
        expect(einstein().share(one, marie(), READ).getStatus(), Code.CODE_OK);
        ShareId first = marie().onlyReceived().getId();
        expect(marie().decide(first, ShareState.SHARE_STATE_ACCEPTED, "state"), Code.CODE_OK);
        expect(marie().decide(first, ShareState.SHARE_STATE_REJECTED, "state"), Code.CODE_OK);
        assertThat(marie().onlyReceived().getState()).isEqualTo(ShareState.SHARE_STATE_REJECTED);
        expect(marie().stat("/shares/One").getStatus(), Code.CODE_NOT_FOUND);
        until(() -> einstein().sent().isEmpty());
        expect(marie().decide(first, ShareState.SHARE_STATE_ACCEPTED), Code.CODE_FAILED_PRECONDITION);

        ResourceInfo two = einstein().folder("/home/Two");
        expect(einstein().share(two, marie(), READ).getStatus(), Code.CODE_OK);
        ReceivedShare second = marie().received().stream()
                .filter(share -> share.getState() == ShareState.SHARE_STATE_PENDING)
                .findFirst()
                .orElseThrow();
        expect(marie().decide(second.getId(), ShareState.SHARE_STATE_ACCEPTED), Code.CODE_OK);
        DeleteRequest delete =
                DeleteRequest.newBuilder().setRef(reference("/shares/Two")).build();
        expect(marie().gateway().delete(delete).getStatus(), Code.CODE_OK);
        expect(marie().stat("/shares/Two").getStatus(), Code.CODE_NOT_FOUND);
        until(() -> einstein().sent().isEmpty());
        expect(einstein().stat("/home/Two").getStatus(), Code.CODE_OK);
    }

    @Test
    void a_received_share_is_renamed_by_moving_it_and_left_by_deleting_it_in_the_home() throws Exception {
        sites();
        expect(einstein().share(einstein().folder("/home/One"), marie(), READ).getStatus(), Code.CODE_OK);
        expect(marie().decide(marie().onlyReceived().getId(), ShareState.SHARE_STATE_ACCEPTED), Code.CODE_OK);
        MoveRequest move = MoveRequest.newBuilder()
                .setSource(reference("/shares/One"))
                .setDestination(reference("/shares/Mine"))
                .build();
        expect(marie().gateway().move(move).getStatus(), Code.CODE_OK);
        assertThat(marie().onlyReceived().getName()).isEqualTo("Mine");
        assertThat(einstein().sent()).extracting(Share::getName).containsExactly("One");

        expect(marie().stat("/home/Shares/Mine").getStatus(), Code.CODE_OK);
        DeleteRequest delete = DeleteRequest.newBuilder()
                .setRef(reference("/home/Shares/Mine"))
                .build();
        expect(marie().gateway().delete(delete).getStatus(), Code.CODE_OK);
        assertThat(marie().onlyReceived().getState()).isEqualTo(ShareState.SHARE_STATE_REJECTED);
        until(() -> einstein().sent().isEmpty());
        expect(einstein().stat("/home/One").getStatus(), Code.CODE_OK);
    }

    @Test
    void an_update_says_what_it_changes() throws Exception {
        sites();
        Share share =
                einstein().share(einstein().folder("/home/One"), marie(), READ).getShare();
        UpdateOCMShareRequest nothing = UpdateOCMShareRequest.newBuilder()
                .setRef(reference(share.getId()))
                .build();
        expect(einstein().gateway().updateOCMShare(nothing).getStatus(), Code.CODE_INVALID_ARGUMENT);
        long end = Instant.now().plusSeconds(3600).getEpochSecond();
        UpdateOCMShareRequest.UpdateField ending = UpdateOCMShareRequest.UpdateField.newBuilder()
                .setExpiration(Timestamp.newBuilder().setSeconds(end))
                .build();
        expect(
                einstein()
                        .gateway()
                        .updateOCMShare(nothing.toBuilder().addField(ending).build())
                        .getStatus(),
                Code.CODE_OK);
        assertThat(einstein().sent().getFirst().getExpiration().getSeconds()).isEqualTo(end);

        ShareId received = marie().onlyReceived().getId();
        expect(marie().decide(received, ShareState.SHARE_STATE_INVALID), Code.CODE_INVALID_ARGUMENT);
        expect(marie().decide(received, ShareState.SHARE_STATE_ACCEPTED, "owner"), Code.CODE_INVALID_ARGUMENT);
        expect(
                marie().decide(
                                ShareId.newBuilder().setOpaqueId("none").build(),
                                ShareState.SHARE_STATE_ACCEPTED,
                                "state"),
                Code.CODE_NOT_FOUND);
        expect(
                marie().gateway()
                        .updateReceivedOCMShare(UpdateReceivedOCMShareRequest.newBuilder()
                                .setShare(ReceivedShare.newBuilder()
                                        .setId(received)
                                        .setState(ShareState.SHARE_STATE_ACCEPTED)
                                        .setName("Mine"))
                                .setUpdateMask(
                                        FieldMask.newBuilder().addPaths("state").addPaths("name"))
                                .build())
                        .getStatus(),
                Code.CODE_OK);
        expect(marie().stat("/shares/Mine").getStatus(), Code.CODE_OK);
        assertThat(marie().gateway()
                        .getReceivedOCMShare(GetReceivedOCMShareRequest.newBuilder()
                                .setRef(reference(received))
                                .build())
                        .getShare()
                        .getName())
                .isEqualTo("Mine");
        expect(
                marie().gateway()
                        .getReceivedOCMShare(GetReceivedOCMShareRequest.getDefaultInstance())
                        .getStatus(),
                Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void two_shares_of_one_name_lie_side_by_side() throws Exception {
        sites();
        expect(einstein().share(einstein().folder("/home/Data"), marie(), READ).getStatus(), Code.CODE_OK);
        Cs3Side other = new Cs3Side(a, FakeSite.RICHARD);
        expect(other.share(other.folder("/home/Data"), marie(), READ).getStatus(), Code.CODE_OK);
        for (ReceivedShare each : marie().received()) {
            expect(marie().decide(each.getId(), ShareState.SHARE_STATE_ACCEPTED), Code.CODE_OK);
        }
        expect(marie().stat("/shares/Data").getStatus(), Code.CODE_OK);
        expect(marie().stat("/shares/Data (2)").getStatus(), Code.CODE_OK);
        assertThat(marie().received()).extracting(ReceivedShare::getName).containsExactlyInAnyOrder("Data", "Data (2)");
    }
}
