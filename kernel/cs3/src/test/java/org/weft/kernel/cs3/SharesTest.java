/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.collaboration.v1beta1.CreateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.CreateShareResponse;
import com.cs3.sharing.collaboration.v1beta1.Filter;
import com.cs3.sharing.collaboration.v1beta1.GetShareRequest;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesResponse;
import com.cs3.sharing.collaboration.v1beta1.ReceivedShare;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareRequest;
import com.cs3.sharing.collaboration.v1beta1.Share;
import com.cs3.sharing.collaboration.v1beta1.ShareGrant;
import com.cs3.sharing.collaboration.v1beta1.ShareKey;
import com.cs3.sharing.collaboration.v1beta1.SharePermissions;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.collaboration.v1beta1.ShareState;
import com.cs3.sharing.collaboration.v1beta1.UpdateReceivedShareRequest;
import com.cs3.sharing.collaboration.v1beta1.UpdateReceivedShareResponse;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareRequest;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.google.protobuf.FieldMask;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/** Shares with users and groups over CS3, as clients see them. */
@OverWire
class SharesTest {

    private static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();
    private static final ResourcePermissions EDIT = READ.toBuilder()
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .build();

    private final FakeSite site;
    private final ServedSite served;

    SharesTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @BeforeEach
    void fill() {
        make("/home/a");
        make("/home/a/b");
        make("/home/c");
    }

    private void make(String path) {
        gateway(FakeSite.EINSTEIN)
                .createContainer(
                        CreateContainerRequest.newBuilder().setRef(path(path)).build());
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private static Reference path(String path) {
        return Reference.newBuilder().setPath(path).build();
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    private ResourceInfo info(User user, String path) {
        return gateway(user)
                .stat(StatRequest.newBuilder().setRef(path(path)).build())
                .getInfo();
    }

    private static Grantee marie() {
        return Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_USER)
                .setUserId(IdentityMessages.message(FakeSite.MARIE.id()))
                .build();
    }

    private static Grantee physics() {
        return Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_GROUP)
                .setGroupId(IdentityMessages.message(FakeSite.PHYSICS))
                .build();
    }

    private CreateShareResponse create(String path, Grantee grantee, ResourcePermissions permissions) {
        return gateway(FakeSite.EINSTEIN)
                .createShare(CreateShareRequest.newBuilder()
                        .setResourceInfo(info(FakeSite.EINSTEIN, path))
                        .setGrant(ShareGrant.newBuilder()
                                .setGrantee(grantee)
                                .setPermissions(SharePermissions.newBuilder().setPermissions(permissions)))
                        .build());
    }

    private static ShareReference ref(Share share) {
        return ShareReference.newBuilder().setId(share.getId()).build();
    }

    private UpdateReceivedShareResponse decide(User user, Share share, ReceivedShare wanted, String... fields) {
        return gateway(user)
                .updateReceivedShare(UpdateReceivedShareRequest.newBuilder()
                        .setShare(wanted.toBuilder().setShare(share))
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(fields)))
                        .build());
    }

    private static ReceivedShare state(ShareState state) {
        return ReceivedShare.newBuilder().setState(state).build();
    }

    @Test
    void a_share_is_made_accepted_used_and_ended() {
        CreateShareResponse made = create("/home/a", marie(), READ);
        assertThat(made.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        Share share = made.getShare();
        assertThat(share.getGrantee()).isEqualTo(marie());
        assertThat(share.getOwner().getOpaqueId())
                .isEqualTo(FakeSite.EINSTEIN.id().opaque());
        assertThat(share.getPermissions().getPermissions()).isEqualTo(READ);
        assertThat(create("/home/a", marie(), READ).getStatus().getCode()).isEqualTo(Code.CODE_ALREADY_EXISTS);

        UpdateReceivedShareResponse accepted =
                decide(FakeSite.MARIE, share, state(ShareState.SHARE_STATE_ACCEPTED), "state");
        assertThat(accepted.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(accepted.getShare().getMountPoint().getPath()).isEqualTo("/shares/a");
        assertThat(gateway(FakeSite.MARIE)
                        .listContainer(ListContainerRequest.newBuilder()
                                .setRef(path("/shares/a"))
                                .build())
                        .getInfosList())
                .singleElement()
                .satisfies(child -> {
                    assertThat(child.getPath()).isEqualTo("/shares/a/b");
                    assertThat(child.getPermissionSet()).isEqualTo(READ);
                });

        assertThat(gateway(FakeSite.EINSTEIN)
                        .removeShare(RemoveShareRequest.newBuilder()
                                .setRef(ref(share))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(gateway(FakeSite.MARIE)
                        .stat(StatRequest.newBuilder().setRef(path("/shares/a")).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_share_is_found_by_its_id_and_by_its_key() {
        Share share = create("/home/a", physics(), READ).getShare();
        ShareReference key = ShareReference.newBuilder()
                .setKey(ShareKey.newBuilder()
                        .setOwner(share.getOwner())
                        .setResourceId(share.getResourceId())
                        .setGrantee(physics()))
                .build();
        for (ShareReference ref : List.of(ref(share), key)) {
            assertThat(gateway(FakeSite.RICHARD)
                            .getShare(GetShareRequest.newBuilder().setRef(ref).build())
                            .getShare())
                    .isEqualTo(share);
            assertThat(gateway(FakeSite.MARIE)
                            .getShare(GetShareRequest.newBuilder().setRef(ref).build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_NOT_FOUND);
        }
    }

    @Test
    void a_share_is_updated_by_a_field_and_by_a_mask() {
        Share share = create("/home/a", marie(), READ).getShare();
        Share edited = gateway(FakeSite.EINSTEIN)
                .updateShare(UpdateShareRequest.newBuilder()
                        .setRef(ref(share))
                        .setField(UpdateShareRequest.UpdateField.newBuilder()
                                .setPermissions(SharePermissions.newBuilder().setPermissions(EDIT)))
                        .build())
                .getShare();
        assertThat(edited.getPermissions().getPermissions()).isEqualTo(EDIT);
        Share described = gateway(FakeSite.EINSTEIN)
                .updateShare(UpdateShareRequest.newBuilder()
                        .setShare(share.toBuilder().setDescription("the drafts"))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                        .build())
                .getShare();
        assertThat(described.getDescription()).isEqualTo("the drafts");
        assertThat(described.getPermissions().getPermissions()).isEqualTo(EDIT);
        assertThat(gateway(FakeSite.EINSTEIN)
                        .updateShare(UpdateShareRequest.newBuilder()
                                .setShare(share)
                                .setUpdateMask(FieldMask.newBuilder().addPaths("owner"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void listings_are_filtered_and_come_in_pages() {
        create("/home/a", marie(), READ);
        create("/home/a", physics(), READ);
        create("/home/c", marie(), ResourcePermissions.getDefaultInstance());
        assertThat(list(ListSharesRequest.newBuilder()).getSharesList()).hasSize(3);
        Filter users = Filter.newBuilder()
                .setType(Filter.Type.TYPE_GRANTEE_TYPE)
                .setGranteeType(GranteeType.GRANTEE_TYPE_USER)
                .build();
        assertThat(list(ListSharesRequest.newBuilder().addFilters(users)).getSharesList())
                .hasSize(2);
        Filter noDenials =
                Filter.newBuilder().setType(Filter.Type.TYPE_EXCLUDE_DENIALS).build();
        assertThat(list(ListSharesRequest.newBuilder().addFilters(users).addFilters(noDenials))
                        .getSharesList())
                .hasSize(1);
        Filter ofC = Filter.newBuilder()
                .setType(Filter.Type.TYPE_RESOURCE_ID)
                .setResourceId(info(FakeSite.EINSTEIN, "/home/c").getId())
                .build();
        assertThat(list(ListSharesRequest.newBuilder().addFilters(ofC)).getSharesList())
                .hasSize(1);

        ListSharesResponse first = list(ListSharesRequest.newBuilder().setPageSize(2));
        assertThat(first.getSharesList()).hasSize(2);
        ListSharesResponse second =
                list(ListSharesRequest.newBuilder().setPageSize(2).setPageToken(first.getNextPageToken()));
        assertThat(second.getSharesList()).hasSize(1);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(gateway(FakeSite.EINSTEIN)
                        .listExistingShares(ListSharesRequest.getDefaultInstance())
                        .getShareInfosList())
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.getResourceInfo().getId())
                        .isEqualTo(one.getShare().getResourceId()));
    }

    private ListSharesResponse list(ListSharesRequest.Builder request) {
        return gateway(FakeSite.EINSTEIN).listShares(request.build());
    }

    @Test
    void a_receiver_lists_by_state_renames_hides_and_declines() {
        Share share = create("/home/a", marie(), READ).getShare();
        create("/home/c", marie(), ResourcePermissions.getDefaultInstance());
        assertThat(received(ShareState.SHARE_STATE_PENDING)).hasSize(1);
        assertThat(received(ShareState.SHARE_STATE_ACCEPTED)).isEmpty();

        ReceivedShare elsewhere = state(ShareState.SHARE_STATE_ACCEPTED).toBuilder()
                .setMountPoint(path("/shares/drafts"))
                .setAlias("albert")
                .build();
        decide(FakeSite.MARIE, share, elsewhere, "state", "mount_point", "alias");
        assertThat(received(ShareState.SHARE_STATE_ACCEPTED)).singleElement().satisfies(one -> {
            assertThat(one.getMountPoint().getPath()).isEqualTo("/shares/drafts");
            assertThat(one.getAlias()).isEqualTo("albert");
        });
        decide(FakeSite.MARIE, share, ReceivedShare.newBuilder().setHidden(true).build(), "hidden");
        assertThat(gateway(FakeSite.MARIE)
                        .listContainer(ListContainerRequest.newBuilder()
                                .setRef(path("/shares"))
                                .build())
                        .getInfosCount())
                .isZero();
        decide(FakeSite.MARIE, share, state(ShareState.SHARE_STATE_REJECTED), "state");
        assertThat(received(ShareState.SHARE_STATE_REJECTED)).hasSize(1);
        assertThat(gateway(FakeSite.MARIE)
                        .listExistingReceivedShares(ListReceivedSharesRequest.getDefaultInstance())
                        .getShareInfosCount())
                .as("what was declined gives nothing to look at")
                .isZero();
    }

    private List<ReceivedShare> received(ShareState state) {
        return gateway(FakeSite.MARIE)
                .listReceivedShares(ListReceivedSharesRequest.newBuilder()
                        .addFilters(Filter.newBuilder()
                                .setType(Filter.Type.TYPE_STATE)
                                .setState(state))
                        .build())
                .getSharesList();
    }
}
