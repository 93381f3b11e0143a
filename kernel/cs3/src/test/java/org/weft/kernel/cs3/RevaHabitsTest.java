/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.labels.v1beta1.AddLabelRequest;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.sharing.collaboration.v1beta1.CreateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.Filter;
import com.cs3.sharing.collaboration.v1beta1.ListReceivedSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ListSharesRequest;
import com.cs3.sharing.collaboration.v1beta1.ReceivedShare;
import com.cs3.sharing.collaboration.v1beta1.Share;
import com.cs3.sharing.collaboration.v1beta1.ShareGrant;
import com.cs3.sharing.collaboration.v1beta1.SharePermissions;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.collaboration.v1beta1.ShareState;
import com.cs3.sharing.collaboration.v1beta1.UpdateReceivedShareRequest;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareRequest;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareRequest.UpdateField;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.GetPathRequest;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.MoveRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.SetArbitraryMetadataRequest;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.google.protobuf.FieldMask;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** What clients that were written for Reva take for granted. */
class RevaHabitsTest extends Cs3Cases {

    private static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();

    RevaHabitsTest(@TempDir Path data) throws Exception {
        super(data);
    }

    @BeforeEach
    void fill() {
        assertOk(gateway()
                .createContainer(CreateContainerRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/pp"))
                        .build())
                .getStatus());
        for (String file : List.of("/home/pp/a", "/home/pp/b")) {
            assertOk(gateway()
                    .touchFile(TouchFileRequest.newBuilder()
                            .setRef(Cs3Client.path(file))
                            .build())
                    .getStatus());
        }
    }

    private GatewayAPIBlockingStub gateway() {
        return client().gateway(einstein());
    }

    private ResourceInfo info(String path) {
        return stat(einstein(), Cs3Client.path(path)).getInfo();
    }

    private Status set(String path, String key, String value) {
        return gateway()
                .setArbitraryMetadata(SetArbitraryMetadataRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setArbitraryMetadata(ArbitraryMetadata.newBuilder().putMetadata(key, value))
                        .build())
                .getStatus();
    }

    @Test
    void whoever_names_no_metadata_keys_gets_all_of_them() {
        assertOk(set("/home/pp/a", "user.own", "kept"));
        assertOk(set("/home/pp/a", MetadataKeys.FAVORITE_KEY, "1"));
        List<ResourceInfo> told = List.of(
                info("/home/pp/a"),
                gateway()
                        .listContainer(ListContainerRequest.newBuilder()
                                .setRef(Cs3Client.path("/home/pp"))
                                .build())
                        .getInfos(0));
        assertThat(told)
                .allSatisfy(info -> assertThat(info.getArbitraryMetadata().getMetadataMap())
                        .containsEntry("user.own", "kept")
                        .containsEntry(MetadataKeys.FAVORITE_KEY, "1"));
        assertThat(info("/home/pp/b").hasArbitraryMetadata()).isFalse();
    }

    @Test
    void a_file_moves_onto_a_file_and_never_onto_a_folder() {
        MoveRequest move = MoveRequest.newBuilder()
                .setSource(Cs3Client.path("/home/pp/a"))
                .setDestination(Cs3Client.path("/home/pp/b"))
                .build();
        ResourceId id = info("/home/pp/a").getId();
        assertOk(gateway().move(move).getStatus());
        assertThat(info("/home/pp/b").getId()).isEqualTo(id);
        assertThat(gateway()
                        .move(move.toBuilder()
                                .setSource(Cs3Client.path("/home/pp/b"))
                                .setDestination(Cs3Client.path("/home/pp"))
                                .build())
                        .getStatus()
                        .getCode())
                .isNotEqualTo(Code.CODE_OK);
        assertOk(gateway()
                .createContainer(CreateContainerRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/d"))
                        .build())
                .getStatus());
        for (String source : List.of("/home/pp/b", "/home/pp")) {
            assertThat(gateway()
                            .move(MoveRequest.newBuilder()
                                    .setSource(Cs3Client.path(source))
                                    .setDestination(Cs3Client.path("/home/d"))
                                    .build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_ALREADY_EXISTS);
        }
    }

    @Test
    void whatever_a_lock_refuses_is_a_failed_precondition() {
        assertOk(gateway()
                .setLock(SetLockRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/pp/a"))
                        .setLock(Lock.newBuilder().setLockId("one").setType(LockType.LOCK_TYPE_WRITE))
                        .build())
                .getStatus());
        assertThat(List.of(
                        set("/home/pp/a", "user.own", "x"),
                        gateway()
                                .delete(DeleteRequest.newBuilder()
                                        .setRef(Cs3Client.path("/home/pp/a"))
                                        .build())
                                .getStatus(),
                        gateway()
                                .move(MoveRequest.newBuilder()
                                        .setSource(Cs3Client.path("/home/pp/a"))
                                        .setDestination(Cs3Client.path("/home/pp/c"))
                                        .build())
                                .getStatus()))
                .extracting(Status::getCode)
                .containsOnly(Code.CODE_FAILED_PRECONDITION);
    }

    @Test
    void a_user_is_known_by_the_id_without_its_provider() {
        AddLabelRequest label = AddLabelRequest.newBuilder()
                .setRef(Cs3Client.path("/home/pp/a"))
                .setLabel("favorite")
                .setUserId(
                        UserId.newBuilder().setOpaqueId(FakeSite.EINSTEIN.id().opaque()))
                .build();
        assertOk(gateway().addLabel(label).getStatus());
        assertThat(gateway()
                        .addLabel(label.toBuilder()
                                .setUserId(UserId.newBuilder()
                                        .setOpaqueId(FakeSite.MARIE.id().opaque()))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
    }

    private Share share() {
        return gateway()
                .createShare(CreateShareRequest.newBuilder()
                        .setResourceInfo(info("/home/pp"))
                        .setGrant(ShareGrant.newBuilder()
                                .setGrantee(Grantee.newBuilder()
                                        .setType(GranteeType.GRANTEE_TYPE_USER)
                                        .setUserId(IdentityMessages.message(FakeSite.MARIE.id())))
                                .setPermissions(SharePermissions.newBuilder().setPermissions(READ)))
                        .build())
                .getShare();
    }

    @Test
    void shares_are_found_by_an_id_without_its_space_and_by_a_space_without_its_storage() {
        Share share = share();
        ResourceId id = share.getResourceId();
        Filter bare = Filter.newBuilder()
                .setType(Filter.Type.TYPE_RESOURCE_ID)
                .setResourceId(id.toBuilder().clearSpaceId())
                .build();
        Filter space = Filter.newBuilder()
                .setType(Filter.Type.TYPE_SPACE_ID)
                .setSpaceId(id.getSpaceId())
                .build();
        for (Filter filter : List.of(bare, space)) {
            assertThat(gateway()
                            .listShares(ListSharesRequest.newBuilder()
                                    .addFilters(filter)
                                    .build())
                            .getSharesList())
                    .as("%s", filter)
                    .containsExactly(share);
        }
        Filter absent = bare.toBuilder()
                .setResourceId(bare.getResourceId().toBuilder().setOpaqueId("none"))
                .build();
        var nothing = gateway()
                .listShares(ListSharesRequest.newBuilder().addFilters(absent).build());
        assertOk(nothing.getStatus());
        assertThat(nothing.getSharesList()).isEmpty();
    }

    @Test
    void a_share_takes_a_name_and_tells_it_as_its_description() {
        Share share = share();
        assertThat(gateway()
                        .updateShare(UpdateShareRequest.newBuilder()
                                .setRef(ShareReference.newBuilder().setId(share.getId()))
                                .setField(UpdateField.newBuilder().setDisplayName("the papers"))
                                .build())
                        .getShare()
                        .getDescription())
                .isEqualTo("the papers");
    }

    /** Every path that is told either is found, or does not claim to begin at the top. */
    @Test
    void a_receiver_is_told_no_path_that_is_not_there() {
        Share share = share();
        String marie = site.tokenOf(FakeSite.MARIE);
        GatewayAPIBlockingStub hers = client().gateway(marie);
        Reference byId =
                Reference.newBuilder().setResourceId(share.getResourceId()).build();
        ResourceInfo top = stat(marie, byId).getInfo();
        ResourceInfo child = hers.listContainer(
                        ListContainerRequest.newBuilder().setRef(byId).build())
                .getInfos(0);
        String path = hers.getPath(GetPathRequest.newBuilder()
                        .setResourceId(share.getResourceId())
                        .build())
                .getPath();
        assertThat(List.of(top.getPath(), child.getPath(), path))
                .allSatisfy(told -> assertThat(told).startsWith("./"));
        assertOk(hers.updateReceivedShare(UpdateReceivedShareRequest.newBuilder()
                        .setShare(ReceivedShare.newBuilder().setShare(share).setState(ShareState.SHARE_STATE_ACCEPTED))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("state"))
                        .build())
                .getStatus());
        String received = hers.listExistingReceivedShares(ListReceivedSharesRequest.getDefaultInstance())
                .getShareInfos(0)
                .getResourceInfo()
                .getPath();
        assertOk(stat(marie, Cs3Client.path(received)).getStatus());
        assertThat(hers.getPath(GetPathRequest.newBuilder()
                                .setResourceId(share.getResourceId())
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
    }
}
