/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.FileDownloadProtocol;
import com.cs3.gateway.v1beta1.FileUploadProtocol;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.CreateReferenceRequest;
import com.cs3.storage.provider.v1beta1.CreateSymlinkRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.FileVersion;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsRequest;
import com.cs3.storage.provider.v1beta1.ListFileVersionsResponse;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleResponse;
import com.cs3.storage.provider.v1beta1.ListRecycleStreamRequest;
import com.cs3.storage.provider.v1beta1.Lock;
import com.cs3.storage.provider.v1beta1.LockType;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.RecycleItem;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.RestoreFileVersionRequest;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemRequest;
import com.cs3.storage.provider.v1beta1.SetLockRequest;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.types.v1beta1.Timestamp;
import com.google.protobuf.FieldMask;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;

/** Versions, trash and links over CS3; the common folder has them switched off. */
class AbilitiesTest {

    private final FakeSite site;
    private final ServedSite served;
    private final GatewayAPIGrpc.GatewayAPIBlockingStub gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    AbilitiesTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data, Set.of("versions", "trash", "symlinks"));
        served = new ServedSite(site);
        gateway = served.client().gateway(site.tokenOf(FakeSite.EINSTEIN));
    }

    @AfterEach
    void stop() {
        http.close();
        served.close();
        site.close();
    }

    private static void assertOk(Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_OK);
    }

    private void put(String path, String content) throws Exception {
        FileUploadProtocol protocol = gateway.initiateFileUpload(InitiateFileUploadRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getProtocols(0);
        HttpRequest put = HttpRequest.newBuilder(URI.create(protocol.getUploadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken())
                .PUT(HttpRequest.BodyPublishers.ofString(content))
                .build();
        assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    private String get(String path, String... opaque) throws Exception {
        FileDownloadProtocol protocol = gateway.initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .setOpaque(Cs3Client.opaque(opaque))
                        .build())
                .getProtocols(0);
        HttpRequest get = HttpRequest.newBuilder(URI.create(protocol.getDownloadEndpoint()))
                .header("X-Reva-Transfer", protocol.getToken())
                .build();
        return http.send(get, HttpResponse.BodyHandlers.ofString()).body();
    }

    private void folder(String path) {
        assertOk(gateway.createContainer(CreateContainerRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getStatus());
    }

    private void delete(String path) {
        assertOk(gateway.delete(
                        DeleteRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getStatus());
    }

    private ResourceInfo stat(String path) {
        return gateway.stat(
                        StatRequest.newBuilder().setRef(Cs3Client.path(path)).build())
                .getInfo();
    }

    private ListFileVersionsResponse versions(String path) {
        return gateway.listFileVersions(ListFileVersionsRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .build());
    }

    private ListRecycleResponse recycle(String path, String key) {
        return gateway.listRecycle(ListRecycleRequest.newBuilder()
                .setRef(Cs3Client.path(path))
                .setKey(key)
                .build());
    }

    @Test
    void an_earlier_content_is_listed_downloaded_and_restored() throws Exception {
        put("/home/a.txt", "one");
        put("/home/a.txt", "two!");
        ListFileVersionsResponse listed = versions("/home/a.txt");
        assertOk(listed.getStatus());
        assertThat(listed.getVersionsList()).hasSize(1);
        FileVersion version = listed.getVersions(0);
        assertThat(version.getSize()).isEqualTo(3);
        assertThat(version.getMtime())
                .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(600L));
        assertThat(version.getEtag()).startsWith("\"");
        assertThat(get("/home/a.txt", "version_key", version.getKey())).isEqualTo("one");
        ResourceInfo before = stat("/home/a.txt");
        assertOk(gateway.restoreFileVersion(RestoreFileVersionRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setKey(version.getKey())
                        .build())
                .getStatus());
        assertThat(get("/home/a.txt")).isEqualTo("one");
        assertThat(stat("/home/a.txt").getId()).isEqualTo(before.getId());
        assertThat(stat("/home/a.txt").getEtag()).isNotEqualTo(before.getEtag());
    }

    @Test
    void versions_come_in_pages() throws Exception {
        for (int i = 0; i < 6; i++) {
            put("/home/a.txt", "x".repeat(i + 1));
        }
        List<Long> sizes = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            ListFileVersionsResponse page = gateway.listFileVersions(ListFileVersionsRequest.newBuilder()
                    .setRef(Cs3Client.path("/home/a.txt"))
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            assertOk(page.getStatus());
            page.getVersionsList().forEach(version -> sizes.add(version.getSize()));
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());
        assertThat(sizes).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void a_version_that_is_not_there_a_folder_and_anothers_file_are_refused() throws Exception {
        put("/home/a.txt", "one");
        folder("/home/f");
        InitiateFileDownloadRequest missing = InitiateFileDownloadRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a.txt"))
                .setOpaque(Cs3Client.opaque("version_key", "none"))
                .build();
        assertThat(gateway.initiateFileDownload(missing).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(versions("/home/f").getStatus().getCode()).isEqualTo(Code.CODE_ABORTED);
        Reference id = Reference.newBuilder()
                .setResourceId(stat("/home/a.txt").getId())
                .build();
        assertThat(served.client()
                        .gateway(site.tokenOf(FakeSite.MARIE))
                        .listFileVersions(
                                ListFileVersionsRequest.newBuilder().setRef(id).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_restore_of_a_locked_file_needs_the_lock() throws Exception {
        put("/home/a.txt", "one");
        put("/home/a.txt", "two");
        String key = versions("/home/a.txt").getVersions(0).getKey();
        assertOk(gateway.setLock(SetLockRequest.newBuilder()
                        .setRef(Cs3Client.path("/home/a.txt"))
                        .setLock(Lock.newBuilder().setLockId("mine").setType(LockType.LOCK_TYPE_EXCL))
                        .build())
                .getStatus());
        RestoreFileVersionRequest restore = RestoreFileVersionRequest.newBuilder()
                .setRef(Cs3Client.path("/home/a.txt"))
                .setKey(key)
                .build();
        assertThat(gateway.restoreFileVersion(restore).getStatus().getCode()).isEqualTo(Code.CODE_LOCKED);
        assertThat(get("/home/a.txt")).isEqualTo("two");
        assertOk(
                gateway.restoreFileVersion(restore.toBuilder().setLockId("mine").build())
                        .getStatus());
        assertThat(get("/home/a.txt")).isEqualTo("one");
    }

    @Test
    void what_was_deleted_is_listed_and_comes_back_to_its_place_or_to_another() throws Exception {
        put("/home/a.txt", "eight!!!");
        ResourceId id = stat("/home/a.txt").getId();
        delete("/home/a.txt");
        ListRecycleResponse listed = recycle("/home", "");
        assertOk(listed.getStatus());
        RecycleItem item = listed.getRecycleItems(0);
        assertThat(item.getType()).isEqualTo(ResourceType.RESOURCE_TYPE_FILE);
        assertThat(item.getRef().getPath()).isEqualTo("/home/a.txt");
        assertThat(item.getSize()).isEqualTo(8);
        RestoreRecycleItemRequest back = RestoreRecycleItemRequest.newBuilder()
                .setRef(Cs3Client.path("/home"))
                .setKey(item.getKey())
                .build();
        assertOk(gateway.restoreRecycleItem(back).getStatus());
        assertThat(stat("/home/a.txt").getId()).isEqualTo(id);
        assertThat(gateway.restoreRecycleItem(back).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        delete("/home/a.txt");
        put("/home/a.txt", "another");
        String key = recycle("/home", "").getRecycleItems(0).getKey();
        RestoreRecycleItemRequest taken = back.toBuilder().setKey(key).build();
        assertThat(gateway.restoreRecycleItem(taken).getStatus().getCode()).isEqualTo(Code.CODE_ALREADY_EXISTS);
        assertOk(gateway.restoreRecycleItem(taken.toBuilder()
                        .setRestoreRef(Cs3Client.path("/home/b.txt"))
                        .build())
                .getStatus());
        assertThat(get("/home/b.txt")).isEqualTo("eight!!!");
        assertThat(get("/home/a.txt")).isEqualTo("another");
    }

    @Test
    void a_deleted_folder_is_looked_into_and_restored_or_purged_in_part() throws Exception {
        folder("/home/f");
        folder("/home/f/g");
        put("/home/f/g/deep.txt", "deep");
        put("/home/f/top.txt", "top");
        delete("/home/f");
        String key = recycle("/home", "").getRecycleItems(0).getKey();
        assertThat(recycle("/home", key).getRecycleItemsList())
                .extracting(RecycleItem::getKey)
                .containsExactly(key + "/g", key + "/top.txt");
        RecycleItem deep = recycle("/home", key + "/g").getRecycleItems(0);
        assertThat(deep.getRef().getPath()).isEqualTo("/home/f/g/deep.txt");
        assertOk(gateway.restoreRecycleItem(RestoreRecycleItemRequest.newBuilder()
                        .setRef(Cs3Client.path("/home"))
                        .setKey(deep.getKey())
                        .setRestoreRef(Cs3Client.path("/home/deep.txt"))
                        .build())
                .getStatus());
        assertThat(get("/home/deep.txt")).isEqualTo("deep");
        purge(key + "/top.txt");
        assertThat(recycle("/home", key).getRecycleItemsList())
                .extracting(RecycleItem::getKey)
                .containsExactly(key + "/g");
        purge("");
        assertThat(recycle("/home", "").getRecycleItemsCount()).isZero();
    }

    private void purge(String key) {
        assertOk(gateway.purgeRecycle(PurgeRecycleRequest.newBuilder()
                        .setRef(Cs3Client.path("/home"))
                        .setKey(key)
                        .build())
                .getStatus());
    }

    @Test
    void the_trash_comes_in_pages_as_a_stream_and_by_time() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("/home/" + i, "x");
            delete("/home/" + i);
        }
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListRecycleResponse page = gateway.listRecycle(ListRecycleRequest.newBuilder()
                    .setRef(Cs3Client.path("/home"))
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            assertOk(page.getStatus());
            page.getRecycleItemsList().forEach(item -> names.add(item.getRef().getPath()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(names).containsExactly("/home/4", "/home/3", "/home/2", "/home/1", "/home/0");
        List<String> streamed = new ArrayList<>();
        gateway.listRecycleStream(ListRecycleStreamRequest.newBuilder()
                        .setRef(Cs3Client.path("/home"))
                        .build())
                .forEachRemaining(
                        answer -> streamed.add(answer.getRecycleItem().getRef().getPath()));
        assertThat(streamed).isEqualTo(names);
        Timestamp future = Timestamp.newBuilder()
                .setSeconds(Instant.now().getEpochSecond() + 1000)
                .build();
        ListRecycleRequest later = ListRecycleRequest.newBuilder()
                .setRef(Cs3Client.path("/home"))
                .setFromTs(future)
                .build();
        assertThat(gateway.listRecycle(later).getRecycleItemsCount()).isZero();
        assertThat(gateway.listRecycle(
                                later.toBuilder().clearFromTs().setToTs(future).build())
                        .getRecycleItemsCount())
                .isEqualTo(5);
        assertThat(gateway.listRecycle(later.toBuilder()
                                .clearFromTs()
                                .setPageToken("bm8")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void a_folder_names_what_was_deleted_below_it_and_nothing_else() throws Exception {
        folder("/home/f");
        put("/home/f/in", "1");
        put("/home/out", "2");
        delete("/home/f/in");
        delete("/home/out");
        assertThat(recycle("/home/f", "").getRecycleItemsList())
                .extracting(item -> item.getRef().getPath())
                .containsExactly("/home/f/in");
        String out = recycle("/home", "").getRecycleItems(0).getKey();
        PurgeRecycleRequest purge = PurgeRecycleRequest.newBuilder()
                .setRef(Cs3Client.path("/home/f"))
                .setKey(out)
                .build();
        assertThat(gateway.purgeRecycle(purge).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertOk(gateway.purgeRecycle(purge.toBuilder().clearKey().build()).getStatus());
        assertThat(recycle("/home", "").getRecycleItemsList())
                .extracting(item -> item.getRef().getPath())
                .containsExactly("/home/out");
    }

    @Test
    void a_folder_that_was_deleted_is_not_told_of_one_made_in_its_place() throws Exception {
        folder("/home/f");
        put("/home/f/old", "1");
        delete("/home/f");
        folder("/home/f");
        assertThat(recycle("/home/f", "").getRecycleItemsCount()).isZero();
        String key = recycle("/home", "").getRecycleItems(0).getKey();
        assertThat(recycle("/home/f", key).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(gateway.restoreRecycleItem(RestoreRecycleItemRequest.newBuilder()
                                .setRef(Cs3Client.path("/home/f"))
                                .setKey(key)
                                .setRestoreRef(Cs3Client.path("/home/f/taken"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_space_is_named_by_its_id_too() throws Exception {
        put("/home/a", "1");
        ResourceId id = stat("/home/a").getId();
        delete("/home/a");
        Reference space = Reference.newBuilder()
                .setResourceId(id.toBuilder().clearOpaqueId())
                .build();
        ListRecycleResponse listed = gateway.listRecycle(
                ListRecycleRequest.newBuilder().setRef(space).build());
        Reference original = listed.getRecycleItems(0).getRef();
        assertThat(original.getPath()).isEqualTo("./a");
        assertThat(original.getResourceId()).isEqualTo(space.getResourceId());
        var provider = Cs3Client.with(
                ProviderAPIGrpc.newBlockingStub(served.client().channel), site.tokenOf(FakeSite.EINSTEIN));
        assertOk(provider.restoreRecycleItem(RestoreRecycleItemRequest.newBuilder()
                        .setRef(space)
                        .setKey(listed.getRecycleItems(0).getKey())
                        .build())
                .getStatus());
        assertThat(stat("/home/a").getId()).isEqualTo(id);
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
