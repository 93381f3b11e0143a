/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.cs3.Cs3Client.opaque;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.AddGrantRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.CreateStorageSpaceResponse;
import com.cs3.storage.provider.v1beta1.DeleteStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.Grant;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.Quota;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceRequest.UpdateField;
import com.cs3.storage.provider.v1beta1.UpdateStorageSpaceResponse;
import com.cs3.types.v1beta1.Opaque;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.spi.identity.User;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Project spaces over CS3, as clients see them. */
class SpacesTest {

    private static final Rights READ = Rights.of(Right.STAT, Right.LIST_CONTAINER, Right.DOWNLOAD);

    private final FakeSite site;
    private final ServedSite served;

    SpacesTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    private CreateStorageSpaceResponse create(User by, String name) {
        return gateway(by)
                .createStorageSpace(CreateStorageSpaceRequest.newBuilder()
                        .setType("project")
                        .setName(name)
                        .setQuota(Quota.newBuilder().setQuotaMaxBytes(5000))
                        .setOpaque(opaque("description", "about " + name))
                        .build());
    }

    private StorageSpace made(User by, String name) {
        CreateStorageSpaceResponse made = create(by, name);
        assertThat(made.getStatus().getCode()).as(made.getStatus().getMessage()).isEqualTo(Code.CODE_OK);
        return made.getStorageSpace();
    }

    private List<StorageSpace> listed(User by, Filter... filters) {
        return gateway(by)
                .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                        .addAllFilters(List.of(filters))
                        .build())
                .getStorageSpacesList();
    }

    private static Filter projects() {
        return Filter.newBuilder()
                .setType(Filter.Type.TYPE_SPACE_TYPE)
                .setSpaceType("project")
                .build();
    }

    private static Filter path(Filter.Type type, String path) {
        return Filter.newBuilder().setType(type).setPath(path).build();
    }

    private void grant(StorageSpace space, User to, Rights rights) {
        var answer = Cs3Client.with(
                        ProviderAPIGrpc.newBlockingStub(served.client().channel), site.tokenOf(FakeSite.EINSTEIN))
                .addGrant(AddGrantRequest.newBuilder()
                        .setRef(Reference.newBuilder().setResourceId(space.getRoot()))
                        .setGrant(Grant.newBuilder()
                                .setGrantee(Grantee.newBuilder().setUserId(Identities.message(to.id())))
                                .setPermissions(Permissions.message(rights)))
                        .build());
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
    }

    private StatResponse stat(User by, String path) {
        return gateway(by)
                .stat(StatRequest.newBuilder().setRef(Cs3Client.path(path)).build());
    }

    private Code touch(User by, String path) {
        return gateway(by)
                .touchFile(TouchFileRequest.newBuilder()
                        .setRef(Cs3Client.path(path))
                        .build())
                .getStatus()
                .getCode();
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

    private UpdateStorageSpaceResponse update(User by, StorageSpace space, UpdateField field) {
        return gateway(by)
                .updateStorageSpace(UpdateStorageSpaceRequest.newBuilder()
                        .setStorageSpace(StorageSpace.newBuilder().setId(space.getId()))
                        .setField(field)
                        .build());
    }

    private Code delete(User by, StorageSpace space, Opaque opaque) {
        return gateway(by)
                .deleteStorageSpace(DeleteStorageSpaceRequest.newBuilder()
                        .setId(space.getId())
                        .setOpaque(opaque)
                        .build())
                .getStatus()
                .getCode();
    }

    @Test
    void a_space_is_its_makers_and_lies_below_spaces() {
        StorageSpace space = made(FakeSite.EINSTEIN, "Relativity & more");
        assertThat(space.getSpaceType()).isEqualTo("project");
        assertThat(space.getDescription()).isEqualTo("about Relativity & more");
        assertThat(space.getOwner().getId()).isEqualTo(Identities.message(FakeSite.EINSTEIN.id()));
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
        assertThat(Conditions.plain(now.getOpaque(), "spaceAlias")).contains("short");
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
                .setOwner(Identities.message(FakeSite.EINSTEIN.id()))
                .build();
        assertThat(listed(FakeSite.EINSTEIN, projects(), einsteins))
                .extracting(StorageSpace::getName)
                .containsExactly("p0", "p2", "p4", "p6");
        assertThat(listed(
                        FakeSite.EINSTEIN,
                        Filter.newBuilder()
                                .setType(Filter.Type.TYPE_USER)
                                .setUser(Identities.message(FakeSite.MARIE.id()))
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
