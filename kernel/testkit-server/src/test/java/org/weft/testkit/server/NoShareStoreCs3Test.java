/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersRequest;
import com.cs3.ocm.invite.v1beta1.InviteAPIGrpc;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.collaboration.v1beta1.CollaborationAPIGrpc;
import com.cs3.sharing.collaboration.v1beta1.GetReceivedShareRequest;
import com.cs3.sharing.collaboration.v1beta1.GetShareRequest;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareRequest;
import com.cs3.sharing.collaboration.v1beta1.ShareId;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.link.v1beta1.CreatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareRequest;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.LinkAPIGrpc;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.sharing.link.v1beta1.PublicShareId;
import com.cs3.sharing.link.v1beta1.PublicSharePermissions;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareByTokenRequest;
import com.cs3.sharing.ocm.v1beta1.GetOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.GetReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.OcmAPIGrpc;
import com.cs3.sharing.ocm.v1beta1.RemoveOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What has to do with shares says over CS3 that there is no store of them. */
class NoShareStoreCs3Test extends WithoutShareStore {

    private static void assertUnavailable(Map<String, Status> answers) {
        answers.forEach((call, status) -> {
            assertThat(status.getCode()).as(call + ": " + status.getMessage()).isEqualTo(Code.CODE_UNAVAILABLE);
            assertThat(status.getMessage()).as(call).contains(SPOKEN);
        });
    }

    @Test
    void shares_with_people_here_are_unavailable_over_cs3() {
        var shares = anna(CollaborationAPIGrpc.newBlockingStub(channel));
        ShareReference share = ShareReference.newBuilder()
                .setId(ShareId.newBuilder().setOpaqueId("1"))
                .build();
        Map<String, Status> answers = new LinkedHashMap<>();
        answers.put("CreateShare", share().getStatus());
        answers.put(
                "ListShares",
                shares.listShares(ListSharesRequest.getDefaultInstance()).getStatus());
        answers.put(
                "GetShare",
                shares.getShare(GetShareRequest.newBuilder().setRef(share).build())
                        .getStatus());
        answers.put(
                "RemoveShare",
                shares.removeShare(RemoveShareRequest.newBuilder().setRef(share).build())
                        .getStatus());
        answers.put(
                "ListReceivedShares",
                shares.listReceivedShares(ListReceivedSharesRequest.getDefaultInstance())
                        .getStatus());
        answers.put(
                "GetReceivedShare",
                shares.getReceivedShare(GetReceivedShareRequest.newBuilder()
                                .setRef(share)
                                .build())
                        .getStatus());
        answers.put(
                "the gateway's ListShares",
                gateway().listShares(ListSharesRequest.getDefaultInstance()).getStatus());

        assertUnavailable(answers);
    }

    @Test
    void links_are_unavailable_over_cs3() {
        var links = anna(LinkAPIGrpc.newBlockingStub(channel));
        PublicShareReference link = PublicShareReference.newBuilder()
                .setId(PublicShareId.newBuilder().setOpaqueId("1"))
                .build();
        Map<String, Status> answers = new LinkedHashMap<>();
        answers.put(
                "CreatePublicShare",
                links.createPublicShare(CreatePublicShareRequest.newBuilder()
                                .setResourceInfo(file)
                                .setGrant(Grant.newBuilder()
                                        .setPermissions(PublicSharePermissions.newBuilder()
                                                .setPermissions(READ)))
                                .build())
                        .getStatus());
        answers.put(
                "ListPublicShares",
                links.listPublicShares(ListPublicSharesRequest.getDefaultInstance())
                        .getStatus());
        answers.put(
                "GetPublicShare",
                links.getPublicShare(
                                GetPublicShareRequest.newBuilder().setRef(link).build())
                        .getStatus());
        answers.put(
                "GetPublicShareByToken",
                links.getPublicShareByToken(GetPublicShareByTokenRequest.newBuilder()
                                .setToken("abcdefghijklmno")
                                .build())
                        .getStatus());
        answers.put(
                "RemovePublicShare",
                links.removePublicShare(RemovePublicShareRequest.newBuilder()
                                .setRef(link)
                                .build())
                        .getStatus());
        answers.put(
                "sign-in by a link",
                GatewayAPIGrpc.newBlockingStub(channel)
                        .authenticate(AuthenticateRequest.newBuilder()
                                .setType("publicshares")
                                .setClientId("abcdefghijklmno")
                                .setClientSecret("password|")
                                .build())
                        .getStatus());

        assertUnavailable(answers);
    }

    @Test
    void shares_between_sites_are_unavailable_over_cs3() {
        var ocm = anna(OcmAPIGrpc.newBlockingStub(channel));
        var share = com.cs3.sharing.ocm.v1beta1.ShareReference.newBuilder()
                .setId(com.cs3.sharing.ocm.v1beta1.ShareId.newBuilder().setOpaqueId("1"))
                .build();
        Map<String, Status> answers = new LinkedHashMap<>();
        answers.put(
                "CreateOCMShare",
                ocm.createOCMShare(CreateOCMShareRequest.newBuilder()
                                .setResourceId(file.getId())
                                .setGrantee(Grantee.newBuilder()
                                        .setType(GranteeType.GRANTEE_TYPE_USER)
                                        .setUserId(UserId.newBuilder()
                                                .setIdp(otherHost())
                                                .setOpaqueId("carl")))
                                .setRecipientMeshProvider(
                                        ProviderInfo.newBuilder().setDomain(otherHost()))
                                .addAccessMethods(AccessMethod.newBuilder()
                                        .setWebdavOptions(
                                                WebDAVAccessMethod.newBuilder().setPermissions(READ)))
                                .build())
                        .getStatus());
        answers.put(
                "ListOCMShares",
                ocm.listOCMShares(ListOCMSharesRequest.getDefaultInstance()).getStatus());
        answers.put(
                "GetOCMShare",
                ocm.getOCMShare(GetOCMShareRequest.newBuilder().setRef(share).build())
                        .getStatus());
        answers.put(
                "GetOCMShareByToken",
                ocm.getOCMShareByToken(GetOCMShareByTokenRequest.newBuilder()
                                .setToken("abcdefghijklmno")
                                .build())
                        .getStatus());
        answers.put(
                "RemoveOCMShare",
                ocm.removeOCMShare(
                                RemoveOCMShareRequest.newBuilder().setRef(share).build())
                        .getStatus());
        answers.put(
                "ListReceivedOCMShares",
                ocm.listReceivedOCMShares(ListReceivedOCMSharesRequest.getDefaultInstance())
                        .getStatus());
        answers.put(
                "GetReceivedOCMShare",
                ocm.getReceivedOCMShare(GetReceivedOCMShareRequest.newBuilder()
                                .setRef(share)
                                .build())
                        .getStatus());
        answers.put(
                "FindAcceptedUsers",
                anna(InviteAPIGrpc.newBlockingStub(channel))
                        .findAcceptedUsers(FindAcceptedUsersRequest.getDefaultInstance())
                        .getStatus());

        assertUnavailable(answers);
    }
}
