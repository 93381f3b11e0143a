/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.cs3.Cs3Client.path;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.gateway.v1beta1.InitiateFileDownloadResponse;
import com.cs3.gateway.v1beta1.InitiateFileUploadResponse;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.AddGrantRequest;
import com.cs3.storage.provider.v1beta1.CreateContainerRequest;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.DenyGrantRequest;
import com.cs3.storage.provider.v1beta1.Grant;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListGrantsRequest;
import com.cs3.storage.provider.v1beta1.ListGrantsResponse;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.storage.provider.v1beta1.ProviderAPIGrpc.ProviderAPIBlockingStub;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.RemoveGrantRequest;
import com.cs3.storage.provider.v1beta1.ResourceId;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.ResourcePermissions;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.TouchFileRequest;
import com.cs3.storage.provider.v1beta1.UpdateGrantRequest;
import com.cs3.types.v1beta1.Timestamp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.GroupId;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;

/** Rights of others over CS3, as clients see them. */
@OverWire
class GrantsTest {

    private static final ResourcePermissions READ = ResourcePermissions.newBuilder()
            .setStat(true)
            .setGetPath(true)
            .setListContainer(true)
            .setInitiateFileDownload(true)
            .build();
    private static final ResourcePermissions EDIT = READ.toBuilder()
            .setInitiateFileUpload(true)
            .setCreateContainer(true)
            .setDelete(true)
            .setMove(true)
            .build();

    private final FakeSite site;
    private final ServedSite served;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    GrantsTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @BeforeEach
    void fill() {
        gateway(FakeSite.EINSTEIN)
                .createContainer(CreateContainerRequest.newBuilder()
                        .setRef(path("/home/a"))
                        .build());
        gateway(FakeSite.EINSTEIN)
                .touchFile(
                        TouchFileRequest.newBuilder().setRef(path("/home/a/f")).build());
    }

    @AfterEach
    void stop() {
        http.close();
        served.close();
        site.close();
    }

    private GatewayAPIBlockingStub gateway(User user) {
        return served.client().gateway(site.tokenOf(user));
    }

    private ProviderAPIBlockingStub provider(User user) {
        return Cs3Client.with(ProviderAPIGrpc.newBlockingStub(served.client().channel), site.tokenOf(user));
    }

    private Reference his(String path) {
        ResourceInfo info = gateway(FakeSite.EINSTEIN)
                .stat(StatRequest.newBuilder().setRef(path(path)).build())
                .getInfo();
        return Reference.newBuilder().setResourceId(info.getId()).build();
    }

    private static Grantee user(User user) {
        return Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_USER)
                .setUserId(IdentityMessages.message(user.id()))
                .build();
    }

    private static Grantee group(GroupId group) {
        return Grantee.newBuilder()
                .setType(GranteeType.GRANTEE_TYPE_GROUP)
                .setGroupId(IdentityMessages.message(group))
                .build();
    }

    private static Grant grant(Grantee grantee, ResourcePermissions permissions) {
        return Grant.newBuilder()
                .setGrantee(grantee)
                .setPermissions(permissions)
                .build();
    }

    private Code add(User by, Reference ref, Grant grant) {
        return provider(by)
                .addGrant(
                        AddGrantRequest.newBuilder().setRef(ref).setGrant(grant).build())
                .getStatus()
                .getCode();
    }

    private Code stat(User by, Reference ref) {
        return gateway(by)
                .stat(StatRequest.newBuilder().setRef(ref).build())
                .getStatus()
                .getCode();
    }

    @Test
    void a_grant_lets_in_tells_its_permissions_and_ends() {
        Reference folder = his("/home/a");
        assertThat(stat(FakeSite.MARIE, folder)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(add(FakeSite.EINSTEIN, folder, grant(user(FakeSite.MARIE), READ)))
                .isEqualTo(Code.CODE_OK);
        assertThat(add(FakeSite.EINSTEIN, folder, grant(user(FakeSite.MARIE), READ)))
                .isEqualTo(Code.CODE_ALREADY_EXISTS);
        ResourceInfo seen = gateway(FakeSite.MARIE)
                .stat(StatRequest.newBuilder().setRef(folder).build())
                .getInfo();
        assertThat(seen.getPermissionSet()).isEqualTo(READ);
        assertThat(gateway(FakeSite.MARIE)
                        .listContainer(
                                ListContainerRequest.newBuilder().setRef(folder).build())
                        .getInfosList())
                .singleElement()
                .satisfies(child -> assertThat(child.getPermissionSet()).isEqualTo(READ));
        provider(FakeSite.EINSTEIN)
                .updateGrant(UpdateGrantRequest.newBuilder()
                        .setRef(folder)
                        .setGrant(grant(user(FakeSite.MARIE), EDIT))
                        .build());
        assertThat(gateway(FakeSite.MARIE)
                        .stat(StatRequest.newBuilder().setRef(folder).build())
                        .getInfo()
                        .getPermissionSet())
                .isEqualTo(EDIT);
        RemoveGrantRequest remove = RemoveGrantRequest.newBuilder()
                .setRef(folder)
                .setGrant(grant(user(FakeSite.MARIE), EDIT))
                .build();
        assertThat(provider(FakeSite.MARIE).removeGrant(remove).getStatus().getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(provider(FakeSite.EINSTEIN).removeGrant(remove).getStatus().getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(provider(FakeSite.EINSTEIN).removeGrant(remove).getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(stat(FakeSite.MARIE, folder)).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_group_is_let_in_and_one_member_is_not() {
        Reference folder = his("/home/a");
        add(FakeSite.EINSTEIN, folder, grant(group(FakeSite.PHYSICS), READ));
        User groupless = FakeSite.MARIE;
        String token = site.signIn
                .authenticate(new Credentials("basic", "richard", "drahcir"), "127.0.0.1")
                .accessToken();
        GatewayAPIBlockingStub richard = served.client().gateway(token);
        StatRequest stat = StatRequest.newBuilder().setRef(folder).build();
        assertThat(richard.stat(stat).getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(stat(groupless, folder)).isEqualTo(Code.CODE_NOT_FOUND);
        provider(FakeSite.EINSTEIN)
                .denyGrant(DenyGrantRequest.newBuilder()
                        .setRef(folder)
                        .setGrantee(user(FakeSite.RICHARD))
                        .build());
        assertThat(richard.stat(stat).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void grants_are_listed_in_pages_with_creator_and_expiration() {
        Reference folder = his("/home/a");
        Timestamp end = Timestamps.message(Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS));
        add(FakeSite.EINSTEIN, folder, grant(group(FakeSite.PHYSICS), READ));
        add(
                FakeSite.EINSTEIN,
                folder,
                grant(user(FakeSite.MARIE), EDIT).toBuilder().setExpiration(end).build());
        provider(FakeSite.EINSTEIN)
                .denyGrant(DenyGrantRequest.newBuilder()
                        .setRef(folder)
                        .setGrantee(user(FakeSite.RICHARD))
                        .build());
        Set<Grant> all = new HashSet<>();
        String token = "";
        int pages = 0;
        do {
            ListGrantsResponse page = provider(FakeSite.EINSTEIN)
                    .listGrants(ListGrantsRequest.newBuilder()
                            .setRef(folder)
                            .setPageSize(1)
                            .setPageToken(token)
                            .build());
            assertThat(page.getGrantsCount()).isEqualTo(1);
            all.addAll(page.getGrantsList());
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(all)
                .extracting(Grant::getGrantee)
                .containsExactlyInAnyOrder(group(FakeSite.PHYSICS), user(FakeSite.MARIE), user(FakeSite.RICHARD));
        assertThat(all)
                .allSatisfy(grant ->
                        assertThat(grant.getCreator()).isEqualTo(IdentityMessages.message(FakeSite.EINSTEIN.id())));
        assertThat(all)
                .filteredOn(Grant::hasExpiration)
                .singleElement()
                .satisfies(grant -> assertThat(grant.getExpiration()).isEqualTo(end));
        assertThat(all)
                .filteredOn(grant -> grant.getPermissions().equals(ResourcePermissions.getDefaultInstance()))
                .hasSize(1);
    }

    @Test
    void what_makes_no_sense_is_refused() {
        Reference folder = his("/home/a");
        assertThat(add(FakeSite.EINSTEIN, folder, grant(Grantee.getDefaultInstance(), READ)))
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        Grant past = grant(user(FakeSite.MARIE), READ).toBuilder()
                .setExpiration(Timestamp.newBuilder().setSeconds(1))
                .build();
        assertThat(add(FakeSite.EINSTEIN, folder, past)).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(add(FakeSite.EINSTEIN, path("/home/missing"), grant(user(FakeSite.MARIE), READ)))
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(add(FakeSite.MARIE, folder, grant(user(FakeSite.MARIE), READ)))
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(add(FakeSite.MARIE, path("/common"), grant(user(FakeSite.MARIE), READ)))
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
    }

    @Test
    void transfers_are_judged_when_they_begin_and_when_they_are_made() throws Exception {
        Reference folder = his("/home/a");
        Reference file = his("/home/a/f");
        Reference fresh = Reference.newBuilder()
                .setResourceId(folder.getResourceId())
                .setPath("./new")
                .build();
        assertThat(upload(fresh).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(download(file).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        add(FakeSite.EINSTEIN, folder, grant(user(FakeSite.MARIE), EDIT));
        InitiateFileUploadResponse begun = upload(fresh);
        InitiateFileDownloadResponse offered = download(file);
        assertThat(offered.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        String from = offered.getProtocols(0).getDownloadEndpoint();
        String fromToken = offered.getProtocols(0).getToken();
        assertThat(get(from, fromToken)).isEqualTo(200);
        provider(FakeSite.EINSTEIN)
                .removeGrant(RemoveGrantRequest.newBuilder()
                        .setRef(folder)
                        .setGrant(grant(user(FakeSite.MARIE), EDIT))
                        .build());
        assertThat(get(from, fromToken)).isEqualTo(404);
        assertThat(put(begun)).isBetween(400, 499);
        assertThat(stat(FakeSite.EINSTEIN, path("/home/a/new"))).isEqualTo(Code.CODE_NOT_FOUND);
        add(FakeSite.EINSTEIN, folder, grant(user(FakeSite.MARIE), EDIT));
        assertThat(put(begun)).isEqualTo(200);
        assertThat(stat(FakeSite.EINSTEIN, path("/home/a/new"))).isEqualTo(Code.CODE_OK);
    }

    private InitiateFileUploadResponse upload(Reference ref) {
        return gateway(FakeSite.MARIE)
                .initiateFileUpload(InitiateFileUploadRequest.newBuilder()
                        .setRef(ref)
                        .setOpaque(Cs3Client.opaque("Upload-Length", "3"))
                        .build());
    }

    private InitiateFileDownloadResponse download(Reference ref) {
        return gateway(FakeSite.MARIE)
                .initiateFileDownload(
                        InitiateFileDownloadRequest.newBuilder().setRef(ref).build());
    }

    private int get(String url, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-Reva-Transfer", token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private int put(InitiateFileUploadResponse begun) throws Exception {
        var simple = begun.getProtocolsList().stream()
                .filter(protocol -> protocol.getProtocol().equals("simple"))
                .findFirst()
                .orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(URI.create(simple.getUploadEndpoint()))
                .header("X-Reva-Transfer", simple.getToken())
                .PUT(HttpRequest.BodyPublishers.ofString("new"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void a_deleted_file_is_out_of_reach_for_who_is_denied_its_folder() {
        Reference folder = his("/home/a");
        add(FakeSite.EINSTEIN, folder, grant(user(FakeSite.MARIE), EDIT));
        Reference file = his("/home/a/f");
        provider(FakeSite.EINSTEIN)
                .denyGrant(DenyGrantRequest.newBuilder()
                        .setRef(file)
                        .setGrantee(user(FakeSite.MARIE))
                        .build());
        assertThat(gateway(FakeSite.MARIE)
                        .delete(DeleteRequest.newBuilder().setRef(file).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(gateway(FakeSite.MARIE)
                        .delete(DeleteRequest.newBuilder().setRef(folder).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(stat(FakeSite.EINSTEIN, file)).isEqualTo(Code.CODE_OK);
        ResourceId id = file.getResourceId();
        assertThat(id.getOpaqueId()).isNotEmpty();
    }
}
