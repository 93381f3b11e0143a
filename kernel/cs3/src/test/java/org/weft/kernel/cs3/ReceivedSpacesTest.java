/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesRequest.Filter;
import com.cs3.storage.provider.v1beta1.ListStorageSpacesResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StorageSpace;
import com.cs3.storage.provider.v1beta1.StorageSpaceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** What was received, as spaces: in its place as mount points, where it lies as grants. */
@OverWire
class ReceivedSpacesTest {

    private final FakeSite site;
    private final ServedSite served;

    ReceivedSpacesTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @BeforeEach
    void share() {
        for (String name : List.of("a", "b", "c")) {
            site.files.makeFolder(einstein(), at("home/" + name), Optional.empty(), WriteConditions.plain());
            site.files.makeFolder(einstein(), at("home/" + name + "/in"), Optional.empty(), WriteConditions.plain());
            Share share = site.sharing
                    .shares()
                    .create(
                            einstein(),
                            at("home/" + name),
                            new Grant.ToUser(FakeSite.MARIE.id()),
                            Rights.read(),
                            LocalShares.Terms.usual());
            if (!name.equals("c")) {
                site.sharing.received().update(caller(FakeSite.MARIE), share.id(), Decision.state(ShareState.ACCEPTED));
            }
        }
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    private static Caller einstein() {
        return caller(FakeSite.EINSTEIN);
    }

    private static Caller caller(User user) {
        return new Caller(
                user.id(),
                user.username(),
                java.util.Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    private static Filter type(String type) {
        return Filter.newBuilder()
                .setType(Filter.Type.TYPE_SPACE_TYPE)
                .setSpaceType(type)
                .build();
    }

    private static Filter id(String id) {
        return Filter.newBuilder()
                .setType(Filter.Type.TYPE_ID)
                .setId(StorageSpaceId.newBuilder().setOpaqueId(id))
                .build();
    }

    private List<StorageSpace> spaces(User user, Filter... filters) {
        return gateway(user)
                .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                        .addAllFilters(List.of(filters))
                        .build())
                .getStorageSpacesList();
    }

    private ResourceInfo stat(User user, Reference ref) {
        return gateway(user).stat(StatRequest.newBuilder().setRef(ref).build()).getInfo();
    }

    private static Reference ref(ResourceId id, String path) {
        return Reference.newBuilder().setResourceId(id).setPath(path).build();
    }

    @Test
    void what_was_accepted_is_among_the_spaces_as_mount_points() {
        assertThat(spaces(FakeSite.MARIE))
                .filteredOn(space -> space.getSpaceType().equals("mountpoint"))
                .extracting(StorageSpace::getName)
                .containsExactly("a", "b");
        assertThat(spaces(FakeSite.MARIE))
                .extracting(StorageSpace::getSpaceType)
                .doesNotContain("grant");
        assertThat(spaces(FakeSite.EINSTEIN))
                .extracting(StorageSpace::getSpaceType)
                .doesNotContain("grant", "mountpoint");
        assertThat(spaces(FakeSite.MARIE, type("mountpoint"))).hasSize(2);
        assertThat(spaces(FakeSite.RICHARD, type("mountpoint"))).isEmpty();
    }

    @Test
    void a_mount_point_tells_what_it_leads_to_and_is_found_by_its_id() {
        StorageSpace point = spaces(FakeSite.MARIE, type("mountpoint")).getFirst();
        ResourceInfo folder = stat(
                FakeSite.EINSTEIN, Reference.newBuilder().setPath("/home/a").build());
        assertThat(point.getRootInfo().getId()).isEqualTo(folder.getId());
        assertThat(point.getOwner().getId().getOpaqueId())
                .isEqualTo(FakeSite.EINSTEIN.id().opaque());
        assertThat(point.getOpaque().getMapOrThrow("grantOpaqueID").getValue().toStringUtf8())
                .isEqualTo(folder.getId().getOpaqueId());
        assertThat(spaces(FakeSite.MARIE, id(point.getId().getOpaqueId()))).containsExactly(point);
        assertThat(spaces(FakeSite.RICHARD, id(point.getId().getOpaqueId()))).isEmpty();
        assertThat(stat(FakeSite.MARIE, ref(point.getRoot(), ".")).getId()).isEqualTo(folder.getId());
        assertThat(gateway(FakeSite.MARIE)
                        .listContainer(ListContainerRequest.newBuilder()
                                .setRef(ref(point.getRoot(), "."))
                                .build())
                        .getInfosList())
                .singleElement()
                .satisfies(child -> assertThat(child.getName()).isEqualTo("in"));
        assertThat(gateway(FakeSite.RICHARD)
                        .stat(StatRequest.newBuilder()
                                .setRef(ref(point.getRoot(), "."))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_grant_has_the_address_of_what_was_shared() {
        List<StorageSpace> grants = spaces(FakeSite.MARIE, type("grant"));
        assertThat(grants).extracting(StorageSpace::getName).containsExactly("a", "b");
        StorageSpace grant = grants.getFirst();
        assertThat(grant.getRoot()).isEqualTo(grant.getRootInfo().getId());
        assertThat(spaces(FakeSite.MARIE, id(grant.getId().getOpaqueId()))).containsExactly(grant);
        assertThat(stat(FakeSite.MARIE, ref(grant.getRoot(), "./in")).getName()).isEqualTo("in");
    }

    @Test
    void they_come_in_pages() {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListStorageSpacesResponse page = gateway(FakeSite.MARIE)
                    .listStorageSpaces(ListStorageSpacesRequest.newBuilder()
                            .setPageSize(1)
                            .setPageToken(token)
                            .build());
            page.getStorageSpacesList().forEach(space -> names.add(space.getSpaceType() + " " + space.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(names).doesNotHaveDuplicates().contains("personal marie", "mountpoint a", "mountpoint b");
        assertThat(names).hasSameSizeAs(spaces(FakeSite.MARIE));
    }
}
