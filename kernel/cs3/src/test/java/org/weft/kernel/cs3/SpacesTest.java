/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest.UpdateField;
import com.cs3.types.v1beta1.Opaque;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.identity.User;

/** Project spaces over CS3, as clients see them. */
class SpacesTest extends SpacesCases {

    SpacesTest(@TempDir Path data) throws Exception {
        super(data);
    }

    private List<String> names(User by, String folder) {
        return gateway(by)
                .listContainer(ListContainerRequest.newBuilder()
                        .setRef(Cs3Client.path(folder))
                        .build())
                .getInfosList()
                .stream()
                .map(ResourceInfo::getName)
                .toList();
    }

    @Test
    void a_space_is_its_makers_and_lies_below_spaces() {
        StorageSpace space = made(FakeSite.EINSTEIN, "Relativity & more");
        assertThat(space.getSpaceType()).isEqualTo("project");
        assertThat(space.getDescription()).isEqualTo("about Relativity & more");
        assertThat(space.getOwner().getId()).isEqualTo(IdentityMessages.message(FakeSite.EINSTEIN.id()));
        assertThat(space.getQuota().getQuotaMaxBytes()).isEqualTo(5000);
        assertThat(space.getPermissionSet().getAddGrant()).isTrue();
        assertThat(space.getRootInfo().getPath()).isEqualTo("/spaces/Relativity & more");
        assertThat(touch(FakeSite.EINSTEIN, "/spaces/Relativity & more/f")).isEqualTo(Code.CODE_OK);
        ResourceInfo file =
                stat(FakeSite.EINSTEIN, "/spaces/Relativity & more/f").getInfo();
        assertThat(file.getPath()).isEqualTo("/spaces/Relativity & more/f");
        assertThat(file.getSpace().getId()).isEqualTo(space.getId());
        assertThat(gateway(FakeSite.EINSTEIN)
                        .stat(StatRequest.newBuilder()
                                .setRef(Reference.newBuilder().setResourceId(file.getId()))
                                .build())
                        .getInfo()
                        .getPath())
                .isEqualTo("/spaces/Relativity & more/f");
        assertThat(names(FakeSite.EINSTEIN, "/")).containsExactly("common", "home", "spaces");
        assertThat(names(FakeSite.EINSTEIN, "/spaces")).containsExactly("Relativity & more");
        assertThat(gateway(FakeSite.EINSTEIN)
                        .getQuota(com.cs3.gateway.v1beta1.GetQuotaRequest.newBuilder()
                                .setRef(Cs3Client.path("/spaces/Relativity & more"))
                                .build())
                        .getTotalBytes())
                .isEqualTo(5000);
    }

    @Test
    void others_see_nothing_of_it_until_they_are_members() {
        StorageSpace space = made(FakeSite.EINSTEIN, "p");
        touch(FakeSite.EINSTEIN, "/spaces/p/f");
        assertThat(listed(FakeSite.MARIE, projects()))
                .extracting(StorageSpace::getName)
                .doesNotContain("p");
        assertThat(names(FakeSite.MARIE, "/")).containsExactly("common", "home");
        assertThat(stat(FakeSite.MARIE, "/spaces/p").getStatus().getMessage())
                .isEqualTo(stat(FakeSite.MARIE, "/spaces/missing").getStatus().getMessage());
        assertThat(touch(FakeSite.MARIE, "/spaces/p/g")).isEqualTo(Code.CODE_NOT_FOUND);
        grant(space, FakeSite.MARIE, READ);
        assertThat(listed(FakeSite.MARIE, projects()))
                .extracting(StorageSpace::getName)
                .contains("p");
        assertThat(names(FakeSite.MARIE, "/spaces")).containsExactly("p");
        assertThat(names(FakeSite.MARIE, "/spaces/p")).containsExactly("f");
        assertThat(touch(FakeSite.MARIE, "/spaces/p/g")).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(update(
                                FakeSite.MARIE,
                                space,
                                UpdateField.newBuilder().setName("q").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(delete(FakeSite.MARIE, space, Opaque.getDefaultInstance())).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(delete(FakeSite.RICHARD, space, Opaque.getDefaultInstance())).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void spaces_are_listed_in_pages_and_by_filters() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made(i % 2 == 0 ? FakeSite.EINSTEIN : FakeSite.MARIE, "p" + i);
        }
        List<StorageSpace> whole = listed(FakeSite.EINSTEIN);
        whole.forEach(space -> expected.add(space.getName()));
        assertThat(expected).containsExactly("common", "einstein", "p0", "p2", "p4", "p6");
        List<String> paged = new ArrayList<>();
        String token = "";
        do {
            ListStorageSpacesResponse page = gateway(FakeSite.EINSTEIN)
                    .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            assertThat(page.getStorageSpacesCount()).isBetween(1, 2);
            page.getStorageSpacesList().forEach(space -> paged.add(space.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(paged).isEqualTo(expected);
        assertThat(listed(FakeSite.EINSTEIN, path(Filter.Type.TYPE_PATH, "/spaces/p2/x/y")))
                .extracting(StorageSpace::getName)
                .containsExactly("p2");
        Filter einsteins = Filter.newBuilder()
                .setType(Filter.Type.TYPE_OWNER)
                .setOwner(IdentityMessages.message(FakeSite.EINSTEIN.id()))
                .build();
        assertThat(listed(FakeSite.EINSTEIN, projects(), einsteins))
                .extracting(StorageSpace::getName)
                .containsExactly("p0", "p2", "p4", "p6");
        assertThat(listed(
                        FakeSite.EINSTEIN,
                        Filter.newBuilder()
                                .setType(Filter.Type.TYPE_USER)
                                .setUser(IdentityMessages.message(FakeSite.MARIE.id()))
                                .build()))
                .isEmpty();
        assertThat(gateway(FakeSite.EINSTEIN)
                        .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                                .setPageToken("?")
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(listed(
                        FakeSite.MARIE,
                        Filter.newBuilder()
                                .setType(Filter.Type.TYPE_ID)
                                .setId(StorageSpaceId.newBuilder()
                                        .setOpaqueId(whole.get(2).getId().getOpaqueId()))
                                .build()))
                .isEmpty();
    }
}
