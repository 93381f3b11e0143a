/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListRecycleRequest;
import com.cs3.storage.provider.v1beta1.ListRecycleResponse;
import com.cs3.storage.provider.v1beta1.ListRecycleStreamRequest;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.PurgeRecycleRequest;
import com.cs3.storage.provider.v1beta1.RecycleItem;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceType;
import com.cs3.storage.provider.v1beta1.RestoreRecycleItemRequest;
import com.cs3.types.v1beta1.Timestamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;

/** What was deleted, over CS3. */
class RecycleTest extends VersionsAndTrashSite {

    RecycleTest(@TempDir Path folder) throws Exception {
        super(folder);
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
}
