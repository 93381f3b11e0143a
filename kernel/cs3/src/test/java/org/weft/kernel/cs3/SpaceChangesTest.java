/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.cs3.Cs3Client.opaque;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.Quota;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest.UpdateField;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceResponse;
import com.cs3.types.v1beta1.Opaque;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.identity.User;

/** Changes of project spaces over CS3. */
class SpaceChangesTest extends SpacesCases {

    SpaceChangesTest(@TempDir Path data) throws Exception {
        super(data);
    }

    @Test
    void another_name_changes_the_path_and_nothing_else() {
        StorageSpace space = made(FakeSite.EINSTEIN, "before");
        touch(FakeSite.EINSTEIN, "/spaces/before/f");
        grant(space, FakeSite.MARIE, READ);
        ResourceInfo file = stat(FakeSite.MARIE, "/spaces/before/f").getInfo();
        StorageSpace renamed = update(
                        FakeSite.EINSTEIN,
                        space,
                        UpdateField.newBuilder().setName("after").build())
                .getStorageSpace();
        assertThat(renamed.getId()).isEqualTo(space.getId());
        assertThat(renamed.getRoot()).isEqualTo(space.getRoot());
        ResourceInfo now = stat(FakeSite.MARIE, "/spaces/after/f").getInfo();
        assertThat(now.getId()).isEqualTo(file.getId());
        assertThat(now.getEtag()).isEqualTo(file.getEtag());
        assertThat(stat(FakeSite.MARIE, "/spaces/before/f").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        made(FakeSite.EINSTEIN, "before");
        assertThat(update(
                                FakeSite.EINSTEIN,
                                space,
                                UpdateField.newBuilder().setName("before").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_ALREADY_EXISTS);
        assertThat(stat(FakeSite.MARIE, "/spaces/after/f").getStatus().getCode())
                .isEqualTo(Code.CODE_OK);
    }

    @Test
    void names_are_unique_and_fit_into_a_path() {
        made(FakeSite.EINSTEIN, "taken");
        assertThat(create(FakeSite.MARIE, "taken").getStatus().getCode()).isEqualTo(Code.CODE_ALREADY_EXISTS);
        for (String name : List.of("", " ", "a/b", "..", ".", "a\\b", "a\nb", " a", "a ", "x".repeat(256))) {
            assertThat(create(FakeSite.MARIE, name).getStatus().getCode())
                    .as(name)
                    .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        }
        assertThat(gateway(FakeSite.MARIE)
                        .createStorageSpace(CreateStorageSpaceRequest.newBuilder()
                                .setType("personal")
                                .setName("mine")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_UNIMPLEMENTED);
    }

    @Test
    void quota_and_words_are_changed_one_by_one() {
        StorageSpace space = made(FakeSite.EINSTEIN, "p");
        UpdateField quota = UpdateField.newBuilder()
                .setQuota(Quota.newBuilder().setQuotaMaxBytes(7000))
                .build();
        assertThat(update(FakeSite.EINSTEIN, space, quota)
                        .getStorageSpace()
                        .getQuota()
                        .getQuotaMaxBytes())
                .isEqualTo(7000);
        update(
                FakeSite.EINSTEIN,
                space,
                UpdateField.newBuilder().setDescription("new").build());
        update(
                FakeSite.EINSTEIN,
                space,
                UpdateField.newBuilder().setAlias("short").build());
        StorageSpace now = listed(
                        FakeSite.EINSTEIN,
                        Filter.newBuilder()
                                .setType(Filter.Type.TYPE_ID)
                                .setId(space.getId())
                                .build())
                .getFirst();
        assertThat(now.getDescription()).isEqualTo("new");
        assertThat(now.getName()).isEqualTo("p");
        assertThat(RequestConditions.plain(now.getOpaque(), "spaceAlias")).contains("short");
        assertThat(now.getQuota().getQuotaMaxBytes()).isEqualTo(7000);
    }

    @Test
    void a_space_is_disabled_restored_and_purged() {
        StorageSpace space = made(FakeSite.EINSTEIN, "p");
        touch(FakeSite.EINSTEIN, "/spaces/p/f");
        grant(space, FakeSite.MARIE, READ);
        Opaque purge = opaque("purge", "");
        assertThat(delete(FakeSite.EINSTEIN, space, purge)).isEqualTo(Code.CODE_FAILED_PRECONDITION);
        assertThat(delete(FakeSite.EINSTEIN, space, Opaque.getDefaultInstance()))
                .isEqualTo(Code.CODE_OK);
        for (User user : List.of(FakeSite.EINSTEIN, FakeSite.MARIE)) {
            assertThat(stat(user, "/spaces/p/f").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
            assertThat(touch(user, "/spaces/p/g")).isEqualTo(Code.CODE_NOT_FOUND);
        }
        assertThat(listed(FakeSite.MARIE, projects()))
                .extracting(StorageSpace::getName)
                .doesNotContain("p");
        assertThat(listed(FakeSite.EINSTEIN, projects()))
                .filteredOn(listed -> listed.getName().equals("p"))
                .singleElement()
                .satisfies(listed ->
                        assertThat(listed.getOpaque().containsMap("trashed")).isTrue());
        UpdateStorageSpaceResponse restored = gateway(FakeSite.EINSTEIN)
                .updateStorageSpace(UpdateStorageSpaceRequest.newBuilder()
                        .setOpaque(opaque("restore", ""))
                        .setStorageSpace(StorageSpace.newBuilder().setId(space.getId()))
                        .build());
        assertThat(restored.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(stat(FakeSite.MARIE, "/spaces/p/f").getStatus().getCode()).isEqualTo(Code.CODE_OK);
        delete(FakeSite.EINSTEIN, space, Opaque.getDefaultInstance());
        assertThat(delete(FakeSite.EINSTEIN, space, purge)).isEqualTo(Code.CODE_OK);
        assertThat(delete(FakeSite.EINSTEIN, space, purge)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(listed(FakeSite.EINSTEIN, projects()))
                .extracting(StorageSpace::getName)
                .doesNotContain("p");
        assertThat(made(FakeSite.MARIE, "p").getId()).isNotEqualTo(space.getId());
        assertThat(stat(FakeSite.EINSTEIN, "/spaces/p/f").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_personal_space_and_a_whole_storage_are_neither_changed_nor_deleted() {
        for (StorageSpace space : listed(FakeSite.EINSTEIN)) {
            assertThat(delete(FakeSite.EINSTEIN, space, Opaque.getDefaultInstance()))
                    .isEqualTo(Code.CODE_UNIMPLEMENTED);
            assertThat(update(
                                    FakeSite.EINSTEIN,
                                    space,
                                    UpdateField.newBuilder().setName("x").build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_UNIMPLEMENTED);
        }
    }
}
