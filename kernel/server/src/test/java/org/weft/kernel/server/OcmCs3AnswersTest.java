/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.weft.kernel.server.Cs3Side.READ;
import static org.weft.kernel.server.Cs3Side.WRITE;
import static org.weft.kernel.server.Cs3Side.access;
import static org.weft.kernel.server.Cs3Side.expect;
import static org.weft.kernel.server.Cs3Side.reference;
import static org.weft.kernel.server.Cs3Side.request;

import com.cs3.app.provider.v1beta1.ViewMode;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.group.v1beta1.GroupId;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.ocm.core.v1beta1.CreateOCMCoreShareRequest;
import com.cs3.ocm.core.v1beta1.DeleteOCMCoreShareRequest;
import com.cs3.ocm.core.v1beta1.OcmCoreAPIGrpc;
import com.cs3.ocm.core.v1beta1.UpdateOCMCoreShareRequest;
import com.cs3.ocm.incoming.v1beta1.CreateOCMIncomingShareRequest;
import com.cs3.ocm.incoming.v1beta1.DeleteOCMIncomingShareRequest;
import com.cs3.ocm.incoming.v1beta1.UpdateOCMIncomingShareRequest;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareByTokenRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesResponse;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.SharedResourceType;
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.sharing.ocm.v1beta1.WebappAccessMethod;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.types.v1beta1.Timestamp;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Scope;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** What CS3 answers about shares with other sites: lists, look-ups, changes, and refusals with the code that fits. */
class OcmCs3AnswersTest extends TwoSitesFixture {

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
                        LocalShares.Terms.usual());
        Cs3Side richard = new Cs3Side(a, FakeSite.RICHARD);
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
                request(what.getId(), new Cs3Side(a, FakeSite.MARIE), READ).build());
        for (CreateOCMShareRequest request : senseless) {
            expect(einstein().share(request).getStatus(), Code.CODE_INVALID_ARGUMENT);
        }
        expect(new Cs3Side(a, FakeSite.MARIE).share(good).getStatus(), Code.CODE_NOT_FOUND);

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
    void what_who_shares_demands_of_the_other_site_is_sent_or_refused() throws Exception {
        sites();
        try (SigningPeer plain = SigningPeer.signing();
                SigningPeer able = SigningPeer.exchanging()) {
            ResourceInfo what = einstein().folder("/home/Relativity");
            for (String word : List.of("must-exchange-token", "must-use-mfa")) {
                Status refused = einstein().share(demanding(what, plain, word)).getStatus();
                expect(refused, Code.CODE_FAILED_PRECONDITION);
                assertThat(refused.getMessage()).contains(plain.host());
            }
            expect(einstein().share(demanding(what, able, "must-sing")).getStatus(), Code.CODE_INVALID_ARGUMENT);
            assertThat(einstein().sent()).isEmpty();
            assertThat(plain.told()).isEmpty();

            Share exchanged = einstein()
                    .share(demanding(what, able, "must-exchange-token"))
                    .getShare();
            assertThat(exchanged.getAccessMethods(0).getWebdavOptions().getRequirementsList())
                    .containsExactly("must-exchange-token");
            assertThat(sent(able)).isEqualTo("[\"must-exchange-token\"]");
            assertThat(a.send(
                                    "PROPFIND",
                                    "/remote.php/dav/ocm/" + exchanged.getId().getOpaqueId(),
                                    "",
                                    "Authorization",
                                    "Bearer " + exchanged.getToken())
                            .statusCode())
                    .as("the secret alone opens nothing")
                    .isEqualTo(401);

            able.can("\"enforce-mfa\"", "");
            ResourceInfo other = einstein().folder("/home/Other");
            expect(einstein().share(demanding(other, able, "must-use-mfa")).getStatus(), Code.CODE_OK);
            assertThat(sent(able)).isEqualTo("[\"must-use-mfa\"]");
        }
    }

    private static String sent(SigningPeer peer) {
        return peer.told()
                .getFirst()
                .getAsJsonObject("protocol")
                .getAsJsonObject("webdav")
                .get("requirements")
                .toString();
    }

    private static CreateOCMShareRequest demanding(ResourceInfo what, SigningPeer peer, String requirement) {
        return CreateOCMShareRequest.newBuilder()
                .setResourceId(what.getId())
                .setGrantee(Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_USER)
                        .setUserId(UserId.newBuilder().setIdp(peer.host()).setOpaqueId("marie")))
                .setRecipientMeshProvider(ProviderInfo.newBuilder().setDomain(peer.host()))
                .addAccessMethods(AccessMethod.newBuilder()
                        .setWebdavOptions(WebDAVAccessMethod.newBuilder()
                                .setPermissions(READ)
                                .addRequirements(requirement)))
                .build();
    }

    @Test
    void where_only_invited_people_share_a_group_is_refused_for_what_it_is() throws Exception {
        sites("must-invite = true");
        ResourceInfo what = einstein().folder("/home/Relativity");
        CreateOCMShareRequest.Builder group = request(what.getId(), marie(), READ);
        group.setGrantee(Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_GROUP)
                .setGroupId(GroupId.newBuilder().setIdp(b.host).setOpaqueId("physics-lovers")));
        Status refused = einstein().share(group.build()).getStatus();
        expect(refused, Code.CODE_PERMISSION_DENIED);
        assertThat(refused.getMessage()).contains("a group can't be invited");
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
        Cs3Side other = new Cs3Side(a, FakeSite.MARIE);
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

        GetOCMShareByTokenRequest known = GetOCMShareByTokenRequest.newBuilder()
                .setToken(share.getToken())
                .build();
        StatusRuntimeException stranger = catchThrowableOfType(
                StatusRuntimeException.class, () -> a.gateway().getOCMShareByToken(known));
        assertThat(stranger.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
        GatewayAPIBlockingStub anybody = new Cs3Side(a, FakeSite.RICHARD).gateway();
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

    private static Share get(Cs3Side who, ShareReference ref) {
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
}
