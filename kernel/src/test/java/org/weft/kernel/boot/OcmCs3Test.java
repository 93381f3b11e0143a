/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.app.provider.v1beta1.ViewMode;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.ocm.core.v1beta1.CreateOCMCoreShareRequest;
import com.cs3.ocm.core.v1beta1.DeleteOCMCoreShareRequest;
import com.cs3.ocm.core.v1beta1.OcmCoreAPIGrpc;
import com.cs3.ocm.core.v1beta1.UpdateOCMCoreShareRequest;
import com.cs3.ocm.incoming.v1beta1.CreateOCMIncomingShareRequest;
import com.cs3.ocm.incoming.v1beta1.DeleteOCMIncomingShareRequest;
import com.cs3.ocm.incoming.v1beta1.UpdateOCMIncomingShareRequest;
import com.cs3.ocm.invite.v1beta1.AcceptInviteRequest;
import com.cs3.ocm.invite.v1beta1.DeleteAcceptedUserRequest;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteRequest;
import com.cs3.ocm.invite.v1beta1.ForwardInviteResponse;
import com.cs3.ocm.invite.v1beta1.GenerateInviteTokenRequest;
import com.cs3.ocm.invite.v1beta1.InviteToken;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareByTokenRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesResponse;
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
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.sharing.ocm.v1beta1.WebDAVProtocol;
import com.cs3.sharing.ocm.v1beta1.WebappAccessMethod;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.cs3.types.v1beta1.Timestamp;
import com.google.protobuf.FieldMask;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.service.Target;
import org.weft.kernel.sharing.Shares;
import org.weft.spi.Scope;
import org.weft.spi.identity.User;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Two sites share with each other, and all that their people do goes over CS3. */
class OcmCs3Test {

    private static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();
    private static final ResourcePermissions WRITE = READ.toBuilder()
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .setDelete(true)
            .setMove(true)
            .build();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // each test begins with the sites it needs
    private OcmSite a;

    @SuppressWarnings("NullAway.Init")
    private OcmSite b;

    private void sites(String... ocm) throws Exception {
        a = new OcmSite(folder.resolve("a"), "127.0.0.1", ocm);
        b = new OcmSite(folder.resolve("b"), "127.0.0.2", ocm);
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    /** Somebody at a site. */
    private record Side(OcmSite site, User user) {

        GatewayAPIBlockingStub gateway() {
            return site.gateway(user).withDeadlineAfter(20, TimeUnit.SECONDS);
        }

        UserId asSeenElsewhere() {
            return UserId.newBuilder()
                    .setIdp(site.host)
                    .setOpaqueId(user.id().opaque())
                    .setType(UserType.USER_TYPE_FEDERATED)
                    .build();
        }

        Grantee grantee() {
            return Grantee.newBuilder()
                    .setType(GranteeType.GRANTEE_TYPE_USER)
                    .setUserId(asSeenElsewhere())
                    .build();
        }

        List<com.cs3.identity.user.v1beta1.User> contacts() {
            return gateway()
                    .findAcceptedUsers(FindAcceptedUsersRequest.getDefaultInstance())
                    .getAcceptedUsersList();
        }

        ResourceInfo folder(String path) {
            Reference reference = reference(path);
            expect(
                    gateway()
                            .createContainer(CreateContainerRequest.newBuilder()
                                    .setRef(reference)
                                    .build())
                            .getStatus(),
                    Code.CODE_OK);
            return stat(path).getInfo();
        }

        StatResponse stat(String path) {
            return gateway()
                    .stat(StatRequest.newBuilder().setRef(reference(path)).build());
        }

        List<ReceivedShare> received() {
            return gateway()
                    .listReceivedOCMShares(ListReceivedOCMSharesRequest.getDefaultInstance())
                    .getSharesList();
        }

        ReceivedShare onlyReceived() {
            assertThat(received()).hasSize(1);
            return received().getFirst();
        }

        List<Share> sent() {
            return gateway()
                    .listOCMShares(ListOCMSharesRequest.getDefaultInstance())
                    .getSharesList();
        }

        Status decide(ShareId id, ShareState state, String... fields) {
            return gateway()
                    .updateReceivedOCMShare(UpdateReceivedOCMShareRequest.newBuilder()
                            .setShare(ReceivedShare.newBuilder().setId(id).setState(state))
                            .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(fields)))
                            .build())
                    .getStatus();
        }

        CreateOCMShareResponse share(CreateOCMShareRequest request) {
            return gateway().createOCMShare(request);
        }

        CreateOCMShareResponse share(ResourceInfo what, Side with, ResourcePermissions permissions) {
            return share(request(what.getId(), with, permissions).build());
        }
    }

    private static CreateOCMShareRequest.Builder request(ResourceId what, Side with, ResourcePermissions permissions) {
        return CreateOCMShareRequest.newBuilder()
                .setResourceId(what)
                .setGrantee(with.grantee())
                .setRecipientMeshProvider(ProviderInfo.newBuilder().setDomain(with.site().host))
                .addAccessMethods(access(permissions));
    }

    private static AccessMethod access(ResourcePermissions permissions) {
        return AccessMethod.newBuilder()
                .setWebdavOptions(WebDAVAccessMethod.newBuilder().setPermissions(permissions))
                .build();
    }

    private static Reference reference(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    private static ShareReference reference(ShareId id) {
        return ShareReference.newBuilder().setId(id).build();
    }

    private static void expect(Status status, Code code) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(code);
    }

    private Side einstein() {
        return new Side(a, FakeSite.EINSTEIN);
    }

    private Side marie() {
        return new Side(b, FakeSite.MARIE);
    }

    private static String invite(Side inviter) {
        return inviter.gateway()
                .generateInviteToken(GenerateInviteTokenRequest.getDefaultInstance())
                .getInviteToken()
                .getToken();
    }

    private static ForwardInviteResponse forward(Side who, String token, String provider) {
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

        Side richard = new Side(b, FakeSite.RICHARD);
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
        assertThat(new Side(a, FakeSite.MARIE).contacts())
                .extracting(user -> user.getId())
                .containsExactly(marie().asSeenElsewhere());
    }

    @Test
    void an_invitation_that_is_none_any_more_or_half_is_told_as_such() throws Exception {
        sites();
        String token = invite(einstein());
        expect(forward(marie(), token, "").getStatus(), Code.CODE_INVALID_ARGUMENT);
        expect(forward(marie(), token, a.host).getStatus(), Code.CODE_OK);
        expect(forward(new Side(b, FakeSite.RICHARD), token, a.host).getStatus(), Code.CODE_NOT_FOUND);
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

    private void story(Side owner, Side receiver) throws Exception {
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
    void who_may_not_give_more_gives_no_more_and_the_rules_of_the_site_come_last() throws Exception {
        sites();
        ResourceInfo what = einstein().folder("/home/Relativity");
        a.people.site().policy.set(wanted -> new SharePolicy.Refuse("nothing leaves the house"));
        Status refused = einstein().share(what, marie(), READ).getStatus();
        expect(refused, Code.CODE_PERMISSION_DENIED);
        assertThat(refused.getMessage()).contains("nothing leaves the house");
        a.people.site().policy.set(wanted -> new SharePolicy.Allow());

        org.weft.spi.Caller einstein = OcmSite.caller(FakeSite.EINSTEIN);
        a.sharing
                .shares()
                .create(
                        einstein,
                        Target.path(RelPath.parse("home/Relativity")),
                        new Grant.ToUser(FakeSite.RICHARD.id()),
                        Rights.read(),
                        Shares.Terms.usual());
        Side richard = new Side(a, FakeSite.RICHARD);
        expect(richard.share(what, marie(), READ).getStatus(), Code.CODE_PERMISSION_DENIED);
        assertThat(marie().received()).isEmpty();
    }

    @Test
    void what_cannot_be_shared_is_refused_with_the_code_that_says_why() throws Exception {
        sites();
        ResourceInfo what = einstein().folder("/home/Relativity");
        expect(einstein().share(what, marie(), READ).getStatus(), Code.CODE_OK);
        expect(einstein().share(what, marie(), WRITE).getStatus(), Code.CODE_ALREADY_EXISTS);

        ResourceId missing = what.getId().toBuilder().setOpaqueId("nothing").build();
        expect(einstein().share(request(missing, marie(), READ).build()).getStatus(), Code.CODE_NOT_FOUND);
        CreateOCMShareRequest.Builder nobody = request(what.getId(), marie(), READ);
        nobody.getGranteeBuilder().getUserIdBuilder().setOpaqueId("nobody");
        expect(einstein().share(nobody.build()).getStatus(), Code.CODE_NOT_FOUND);

        CreateOCMShareRequest good = request(what.getId(), marie(), READ).build();
        List<CreateOCMShareRequest> senseless = List.of(
                good.toBuilder().clearAccessMethods().build(),
                good.toBuilder().clearGrantee().build(),
                good.toBuilder().clearResourceId().build(),
                good.toBuilder()
                        .clearAccessMethods()
                        .addAccessMethods(access(ResourcePermissions.getDefaultInstance()))
                        .build(),
                good.toBuilder()
                        .clearAccessMethods()
                        .addAccessMethods(AccessMethod.newBuilder()
                                .setWebappOptions(
                                        WebappAccessMethod.newBuilder().setViewMode(ViewMode.VIEW_MODE_READ_ONLY)))
                        .build(),
                good.toBuilder()
                        .setExpiration(Timestamp.newBuilder().setSeconds(1000))
                        .build(),
                request(what.getId(), new Side(a, FakeSite.MARIE), READ).build());
        for (CreateOCMShareRequest request : senseless) {
            expect(einstein().share(request).getStatus(), Code.CODE_INVALID_ARGUMENT);
        }
        expect(new Side(a, FakeSite.MARIE).share(good).getStatus(), Code.CODE_NOT_FOUND);

        b.stop();
        ResourceInfo other = einstein().folder("/home/Other");
        expect(einstein().share(other, marie(), READ).getStatus(), Code.CODE_UNAVAILABLE);
        assertThat(einstein().sent()).hasSize(1);
        b.start();
    }

    @Test
    void sites_whose_rules_do_not_go_together_share_nothing() throws Exception {
        a = new OcmSite(folder.resolve("a"), "127.0.0.1", "must-exchange-token = true");
        b = new OcmSite(folder.resolve("b"), "127.0.0.2", "token-exchange = false");
        ResourceInfo what = einstein().folder("/home/Relativity");
        expect(einstein().share(what, marie(), READ).getStatus(), Code.CODE_FAILED_PRECONDITION);
        assertThat(einstein().sent()).isEmpty();
    }

    @Test
    void what_only_another_site_can_cause_is_closed_to_everybody_who_signed_in() throws Exception {
        sites();
        GatewayAPIBlockingStub gateway = marie().gateway();
        OcmCoreAPIGrpc.OcmCoreAPIBlockingStub core = b.core(FakeSite.MARIE);
        List<Status> answers = List.of(
                gateway.createOCMIncomingShare(CreateOCMIncomingShareRequest.getDefaultInstance())
                        .getStatus(),
                gateway.updateOCMIncomingShare(UpdateOCMIncomingShareRequest.getDefaultInstance())
                        .getStatus(),
                gateway.deleteOCMIncomingShare(DeleteOCMIncomingShareRequest.getDefaultInstance())
                        .getStatus(),
                core.createOCMCoreShare(CreateOCMCoreShareRequest.getDefaultInstance())
                        .getStatus(),
                core.updateOCMCoreShare(UpdateOCMCoreShareRequest.getDefaultInstance())
                        .getStatus(),
                core.deleteOCMCoreShare(DeleteOCMCoreShareRequest.getDefaultInstance())
                        .getStatus());
        for (Status answer : answers) {
            expect(answer, Code.CODE_PERMISSION_DENIED);
            assertThat(answer.getMessage()).contains("by that site, signed");
        }
        assertThat(marie().received()).isEmpty();
    }

    @Test
    void lists_come_in_pages_and_by_filters() throws Exception {
        sites();
        List<ResourceInfo> folders = List.of(
                einstein().folder("/home/One"),
                einstein().folder("/home/Two"),
                einstein().folder("/home/Three"));
        folders.forEach(each -> expect(einstein().share(each, marie(), READ).getStatus(), Code.CODE_OK));

        ListOCMSharesResponse first = einstein()
                .gateway()
                .listOCMShares(ListOCMSharesRequest.newBuilder().setPageSize(2).build());
        assertThat(first.getSharesCount()).isEqualTo(2);
        ListOCMSharesResponse second = einstein()
                .gateway()
                .listOCMShares(ListOCMSharesRequest.newBuilder()
                        .setPageSize(2)
                        .setPageToken(first.getNextPageToken())
                        .build());
        assertThat(second.getSharesCount()).isEqualTo(1);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(second.getSharesList()).doesNotContainAnyElementsOf(first.getSharesList());

        assertThat(sent(filter(ListOCMSharesRequest.Filter.Type.TYPE_RESOURCE_ID)
                        .setResourceId(folders.get(1).getId())))
                .extracting(Share::getName)
                .containsExactly("Two");
        UserId self = first.getShares(0).getOwner();
        assertThat(sent(filter(ListOCMSharesRequest.Filter.Type.TYPE_OWNER).setOwner(self)))
                .hasSize(3);
        assertThat(sent(filter(ListOCMSharesRequest.Filter.Type.TYPE_CREATOR)
                        .setCreator(self.toBuilder().setOpaqueId("other"))))
                .isEmpty();
        assertThat(sent(filter(ListOCMSharesRequest.Filter.Type.TYPE_OWNER_PROVIDER)
                        .setOwner(UserId.newBuilder().setIdp(self.getIdp()))))
                .hasSize(3);
        assertThat(sent(filter(ListOCMSharesRequest.Filter.Type.TYPE_CREATOR_PROVIDER)
                        .setCreator(UserId.newBuilder().setIdp("elsewhere"))))
                .isEmpty();
        expect(
                einstein()
                        .gateway()
                        .listOCMShares(ListOCMSharesRequest.newBuilder()
                                .addFilters(ListOCMSharesRequest.Filter.getDefaultInstance())
                                .build())
                        .getStatus(),
                Code.CODE_INVALID_ARGUMENT);
        expect(
                einstein()
                        .gateway()
                        .listOCMShares(ListOCMSharesRequest.newBuilder()
                                .setPageToken("*")
                                .build())
                        .getStatus(),
                Code.CODE_INVALID_ARGUMENT);
        assertThat(einstein()
                        .gateway()
                        .listExistingOCMShares(ListOCMSharesRequest.getDefaultInstance())
                        .getShareInfosList())
                .extracting(info -> info.getResourceInfo().getPath())
                .containsExactlyInAnyOrder("/home/One", "/home/Two", "/home/Three");

        receivedByFilters();
    }

    private static ListOCMSharesRequest.Filter.Builder filter(ListOCMSharesRequest.Filter.Type type) {
        return ListOCMSharesRequest.Filter.newBuilder().setType(type);
    }

    private List<Share> sent(ListOCMSharesRequest.Filter.Builder filter) {
        return einstein()
                .gateway()
                .listOCMShares(
                        ListOCMSharesRequest.newBuilder().addFilters(filter).build())
                .getSharesList();
    }

    private void receivedByFilters() {
        ListReceivedOCMSharesResponse first = marie().gateway()
                .listReceivedOCMShares(
                        ListReceivedOCMSharesRequest.newBuilder().setPageSize(2).build());
        assertThat(first.getSharesCount()).isEqualTo(2);
        assertThat(marie().gateway()
                        .listReceivedOCMShares(ListReceivedOCMSharesRequest.newBuilder()
                                .setPageToken(first.getNextPageToken())
                                .build())
                        .getSharesCount())
                .isEqualTo(1);
        UserId written = einstein().asSeenElsewhere().toBuilder()
                .setIdp("https://" + a.host)
                .build();
        assertThat(received(ListReceivedOCMSharesRequest.Filter.newBuilder()
                        .setType(ListReceivedOCMSharesRequest.Filter.Type.TYPE_OWNER)
                        .setOwner(written)))
                .hasSize(3);
        assertThat(received(ListReceivedOCMSharesRequest.Filter.newBuilder()
                        .setType(ListReceivedOCMSharesRequest.Filter.Type.TYPE_CREATOR)
                        .setCreator(written.toBuilder().setOpaqueId("other"))))
                .isEmpty();
        assertThat(received(ListReceivedOCMSharesRequest.Filter.newBuilder()
                        .setType(ListReceivedOCMSharesRequest.Filter.Type.TYPE_SHARE_TYPE)
                        .setSharedResourceType(SharedResourceType.SHARE_RESOURCE_TYPE_FILE)))
                .isEmpty();
    }

    private List<ReceivedShare> received(ListReceivedOCMSharesRequest.Filter.Builder filter) {
        return marie().gateway()
                .listReceivedOCMShares(ListReceivedOCMSharesRequest.newBuilder()
                        .addFilters(filter)
                        .build())
                .getSharesList();
    }

    @Test
    void a_share_is_found_by_its_token_its_key_and_its_id_by_who_may_see_it() throws Exception {
        sites();
        Share share =
                einstein().share(einstein().folder("/home/One"), marie(), READ).getShare();
        assertThat(share.getToken())
                .isEqualTo(a.secret(new org.weft.spi.share.ShareId(share.getId().getOpaqueId())));
        ShareReference byToken =
                ShareReference.newBuilder().setToken(share.getToken()).build();
        assertThat(get(einstein(), byToken)).isEqualTo(share);
        assertThat(a.ocm(FakeSite.EINSTEIN)
                        .getOCMShare(GetOCMShareRequest.newBuilder()
                                .setRef(reference(share.getId()))
                                .build())
                        .getShare())
                .isEqualTo(share);
        Side other = new Side(a, FakeSite.MARIE);
        expect(
                other.gateway()
                        .getOCMShare(GetOCMShareRequest.newBuilder()
                                .setRef(reference(share.getId()))
                                .build())
                        .getStatus(),
                Code.CODE_NOT_FOUND);
        expect(
                other.gateway()
                        .removeOCMShare(RemoveOCMShareRequest.newBuilder()
                                .setRef(byToken)
                                .build())
                        .getStatus(),
                Code.CODE_NOT_FOUND);

        GatewayAPIGrpc.GatewayAPIBlockingStub anybody = a.gateway();
        assertThat(anybody.getOCMShareByToken(GetOCMShareByTokenRequest.newBuilder()
                                .setToken(share.getToken())
                                .build())
                        .getShare())
                .isEqualTo(share.toBuilder().clearToken().build());
        expect(
                anybody.getOCMShareByToken(GetOCMShareByTokenRequest.newBuilder()
                                .setToken("wrong")
                                .build())
                        .getStatus(),
                Code.CODE_NOT_FOUND);
    }

    private static Share get(Side who, ShareReference ref) {
        return who.gateway()
                .getOCMShare(GetOCMShareRequest.newBuilder().setRef(ref).build())
                .getShare();
    }

    @Test
    void secrets_are_told_to_nobody_who_signed_in_for_less_than_everything() throws Exception {
        sites();
        expect(einstein().share(einstein().folder("/home/One"), marie(), READ).getStatus(), Code.CODE_OK);
        assertThat(marie().onlyReceived().getProtocols(0).getWebdavOptions().getSharedSecret())
                .isEqualTo(einstein().sent().getFirst().getToken());

        String viewer = a.people
                .site()
                .tokens
                .mint(
                        FakeSite.EINSTEIN,
                        List.of(new Scope.User(Scope.Role.VIEWER)),
                        Instant.now().plusSeconds(600));
        assertThat(a.gateway(viewer)
                        .listOCMShares(ListOCMSharesRequest.getDefaultInstance())
                        .getShares(0)
                        .getToken())
                .isEmpty();
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
        Side other = new Side(a, FakeSite.RICHARD);
        expect(other.share(other.folder("/home/Data"), marie(), READ).getStatus(), Code.CODE_OK);
        for (ReceivedShare each : marie().received()) {
            expect(marie().decide(each.getId(), ShareState.SHARE_STATE_ACCEPTED), Code.CODE_OK);
        }
        expect(marie().stat("/shares/Data").getStatus(), Code.CODE_OK);
        expect(marie().stat("/shares/Data (2)").getStatus(), Code.CODE_OK);
        assertThat(marie().received()).extracting(ReceivedShare::getName).containsExactlyInAnyOrder("Data", "Data (2)");
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("it should have come by now").isBefore(end);
            Thread.sleep(50);
        }
    }
}
