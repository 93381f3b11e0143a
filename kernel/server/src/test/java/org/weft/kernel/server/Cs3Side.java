/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.ocm.invite.v1beta1.FindAcceptedUsersRequest;
import com.cs3.ocm.provider.v1beta1.ProviderInfo;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.ocm.v1beta1.AccessMethod;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.ListOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ListReceivedOCMSharesRequest;
import com.cs3.sharing.ocm.v1beta1.ReceivedShare;
import com.cs3.sharing.ocm.v1beta1.Share;
import com.cs3.sharing.ocm.v1beta1.ShareId;
import com.cs3.sharing.ocm.v1beta1.ShareReference;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.sharing.ocm.v1beta1.UpdateReceivedOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.WebDAVAccessMethod;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.weft.spi.identity.User;

/** Somebody at a site, who does everything over CS3. */
record Cs3Side(OcmSite site, User user) {

    static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();
    static final ResourcePermissions WRITE = READ.toBuilder()
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .setDelete(true)
            .setMove(true)
            .build();

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
        return gateway().stat(StatRequest.newBuilder().setRef(reference(path)).build());
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

    CreateOCMShareResponse share(ResourceInfo what, Cs3Side with, ResourcePermissions permissions) {
        return share(request(what.getId(), with, permissions).build());
    }

    static CreateOCMShareRequest.Builder request(ResourceId what, Cs3Side with, ResourcePermissions permissions) {
        return CreateOCMShareRequest.newBuilder()
                .setResourceId(what)
                .setGrantee(with.grantee())
                .setRecipientMeshProvider(ProviderInfo.newBuilder().setDomain(with.site().host))
                .addAccessMethods(access(permissions));
    }

    static AccessMethod access(ResourcePermissions permissions) {
        return AccessMethod.newBuilder()
                .setWebdavOptions(WebDAVAccessMethod.newBuilder().setPermissions(permissions))
                .build();
    }

    static Reference reference(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    static ShareReference reference(ShareId id) {
        return ShareReference.newBuilder().setId(id).build();
    }

    static void expect(Status status, Code code) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(code);
    }
}
