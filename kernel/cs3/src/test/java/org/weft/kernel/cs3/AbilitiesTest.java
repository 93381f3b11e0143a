/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.CreateReferenceRequest;
import com.cs3.storage.provider.v1beta1.CreateSymlinkRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.google.protobuf.FieldMask;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** Links, field masks, and what a storage does not offer, over CS3. */
class AbilitiesTest extends VersionsAndTrashSite {

    AbilitiesTest(@TempDir Path folder) throws Exception {
        super(folder);
    }

    @Test
    void a_link_says_a_relative_path() throws Exception {
        folder("/home/f");
        put("/home/a.txt", "1");
        CreateSymlinkRequest request = CreateSymlinkRequest.newBuilder()
                .setRef(Cs3Client.path("/home/f/link"))
                .setTarget("/home/a.txt")
                .build();
        assertOk(gateway.createSymlink(request).getStatus());
        ResourceInfo link = stat("/home/f/link");
        assertThat(link.getType()).isEqualTo(ResourceType.RESOURCE_TYPE_SYMLINK);
        assertThat(link.getTarget()).isEqualTo("../a.txt");
        assertThat(gateway.createSymlink(request).getStatus().getCode()).isEqualTo(Code.CODE_ALREADY_EXISTS);
        assertThat(gateway.createSymlink(request.toBuilder()
                                .setTarget("/common")
                                .setRef(Cs3Client.path("/home/x"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_FAILED_PRECONDITION);
    }

    @Test
    void a_reference_within_a_storage_is_kept_as_a_link_and_any_other_refused() throws Exception {
        put("/home/a.txt", "1");
        var provider = Cs3Client.with(
                ProviderAPIGrpc.newBlockingStub(served.client().channel), site.tokenOf(FakeSite.EINSTEIN));
        CreateReferenceRequest request = CreateReferenceRequest.newBuilder()
                .setRef(Cs3Client.path("/home/r"))
                .setTargetUri("cs3:/home/a.txt")
                .build();
        assertOk(provider.createReference(request).getStatus());
        assertThat(stat("/home/r").getTarget()).isEqualTo("a.txt");
        assertThat(provider.createReference(request.toBuilder()
                                .setTargetUri("https://elsewhere.example")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_FAILED_PRECONDITION);
    }

    @Test
    void a_folder_above_the_storages_is_found_by_its_id_too() {
        ResourceInfo top = stat("/");
        assertThat(top.getType()).isEqualTo(ResourceType.RESOURCE_TYPE_CONTAINER);
        Reference id = Reference.newBuilder().setResourceId(top.getId()).build();
        assertThat(gateway.stat(StatRequest.newBuilder().setRef(id).build())
                        .getInfo()
                        .getId())
                .isEqualTo(top.getId());
        assertThat(gateway.listContainer(
                                ListContainerRequest.newBuilder().setRef(id).build())
                        .getInfosList())
                .extracting(ResourceInfo::getName)
                .containsExactlyInAnyOrder("home", "common");
        Reference below = id.toBuilder().setPath("./home").build();
        assertThat(gateway.stat(StatRequest.newBuilder().setRef(below).build())
                        .getInfo()
                        .getPath())
                .isEqualTo("/home");
        Reference none = Reference.newBuilder()
                .setResourceId(top.getId().toBuilder().setOpaqueId("at-0"))
                .build();
        assertThat(gateway.stat(StatRequest.newBuilder().setRef(none).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_field_mask_brings_what_it_names_and_pages_go_on_without_names() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            put("/home/" + name, name);
        }
        FieldMask mask =
                FieldMask.newBuilder().addPaths("size").addPaths("etag").build();
        ResourceInfo info = gateway.stat(StatRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a"))
                        .setFieldMask(mask)
                        .build())
                .getInfo();
        assertThat(info.getSize()).isEqualTo(1);
        assertThat(info.getEtag()).isNotEmpty();
        assertThat(info.toBuilder().clearSize().clearEtag().build()).isEqualTo(ResourceInfo.getDefaultInstance());
        int seen = 0;
        String token = "";
        do {
            var page = gateway.listContainer(ListContainerRequest.newBuilder()
                    .setRef(Cs3Client.path("/home"))
                    .setFieldMask(mask)
                    .setPageSize(1)
                    .setPageToken(token)
                    .build());
            assertOk(page.getStatus());
            assertThat(page.getInfos(0).getName()).isEmpty();
            seen += page.getInfosCount();
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(seen).isEqualTo(3);
    }

    @Test
    void what_is_switched_off_is_neither_announced_nor_done() throws Exception {
        put("/common/a.txt", "one");
        put("/common/a.txt", "two");
        ResourceInfo info = stat("/common/a.txt");
        assertThat(info.getPermissionSet().getListFileVersions()).isFalse();
        assertThat(info.getPermissionSet().getRestoreFileVersion()).isFalse();
        assertThat(info.getPermissionSet().getListRecycle()).isFalse();
        assertThat(stat("/home").getPermissionSet().getListRecycle()).isTrue();
        assertThat(versions("/common/a.txt").getStatus().getCode()).isEqualTo(Code.CODE_UNIMPLEMENTED);
        assertThat(site.common.keptVersions()).isZero();
        delete("/common/a.txt");
        assertThat(site.common.keptItems()).isZero();
        assertThat(recycle("/common", "").getStatus().getCode()).isEqualTo(Code.CODE_UNIMPLEMENTED);
        assertThat(gateway.purgeRecycle(PurgeRecycleRequest.newBuilder()
                                .setRef(Cs3Client.path("/common"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_UNIMPLEMENTED);
        assertThat(gateway.createSymlink(CreateSymlinkRequest.newBuilder()
                                .setRef(Cs3Client.path("/common/l"))
                                .setTarget("a.txt")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_UNIMPLEMENTED);
        assertThat(gateway.listContainer(ListContainerRequest.newBuilder()
                                .setRef(Cs3Client.path("/common"))
                                .build())
                        .getInfosCount())
                .isZero();
    }
}
