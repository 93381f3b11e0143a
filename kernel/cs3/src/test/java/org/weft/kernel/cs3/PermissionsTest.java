/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.group.v1beta1.GroupId;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.permissions.v1beta1.CheckPermissionRequest;
import com.cs3.permissions.v1beta1.PermissionsAPIGrpc;
import com.cs3.permissions.v1beta1.SubjectReference;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Scope;

/** What people may do, told over CS3. */
@OverWire
class PermissionsTest {

    @TempDir
    Path data;

    private FakeSite site;
    private ServedSite served;
    private GatewayAPIBlockingStub einstein;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        served = new ServedSite(site);
        einstein = served.client().gateway(site.tokenOf(FakeSite.EINSTEIN));
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private static CheckPermissionRequest.Builder asking(String permission) {
        return CheckPermissionRequest.newBuilder().setPermission(permission);
    }

    private static SubjectReference.Builder user(String idp, String opaque) {
        return SubjectReference.newBuilder()
                .setUserId(UserId.newBuilder().setIdp(idp).setOpaqueId(opaque));
    }

    private static Status answer(GatewayAPIBlockingStub who, CheckPermissionRequest.Builder request) {
        return who.checkPermission(request.build()).getStatus();
    }

    private GatewayAPIBlockingStub reader() {
        return served.client()
                .gateway(site.tokens.mint(
                        FakeSite.EINSTEIN,
                        List.of(new Scope.User(Scope.Role.VIEWER)),
                        Instant.now().plusSeconds(600)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-space", "Drives.Create", "Shares.Write", "Favorites.List", "Favorites.Write"})
    void what_everybody_may_do_here_is_granted(String permission) {
        assertThat(answer(einstein, asking(permission)).getCode()).isEqualTo(Code.CODE_OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Drives.List",
                "list-all-spaces",
                "Drives.ReadWriteProjectQuota",
                "Drives.DeleteProject",
                "PublicLink.Write",
                "ReadOnlyPublicLinkPassword.Delete"
            })
    void what_is_for_administrators_or_not_there_is_denied(String permission) {
        Status status = answer(einstein, asking(permission));

        assertThat(status.getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(status.getMessage()).contains(permission);
    }

    @Test
    void a_permission_that_nobody_knows_is_denied_and_none_at_all_is_a_mistake() {
        Status unknown = answer(einstein, asking("Planets.Move"));

        assertThat(unknown.getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(unknown.getMessage()).contains("Planets.Move");
        assertThat(answer(einstein, asking("")).getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void the_token_decides_as_well_as_the_person() {
        assertThat(answer(reader(), asking("Favorites.List")).getCode()).isEqualTo(Code.CODE_OK);
        for (String permission : List.of("Favorites.Write", "Shares.Write", "create-space")) {
            assertThat(answer(reader(), asking(permission)).getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        }
    }

    @Test
    void everybody_is_told_of_themselves_and_of_nobody_else() {
        CheckPermissionRequest.Builder may = asking("create-space");
        String idp = FakeSite.EINSTEIN.id().idp();

        assertThat(answer(einstein, may.setSubjectRef(user(idp, "4c510ada"))).getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer(einstein, may.setSubjectRef(user("", "4c510ada"))).getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer(einstein, may.setSubjectRef(user("https://elsewhere", "4c510ada")))
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(answer(einstein, may.setSubjectRef(user(idp, "f7fbf8c8"))).getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(answer(
                                einstein,
                                may.setSubjectRef(SubjectReference.newBuilder()
                                        .setGroupId(GroupId.newBuilder().setOpaqueId("physics-lovers"))))
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
    }

    @Test
    void rights_with_a_resource_have_the_names_of_its_permission_set() {
        var home = Cs3Client.path("/home");
        var common = Cs3Client.path("/common");

        assertThat(answer(einstein, asking("initiate_file_upload").setRef(home)).getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer(reader(), asking("initiate_file_upload").setRef(home)).getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(answer(reader(), asking("stat").setRef(home)).getCode()).isEqualTo(Code.CODE_OK);
        assertThat(answer(einstein, asking("Shares.Write").setRef(home)).getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer(einstein, asking("Shares.Write").setRef(common)).getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(answer(einstein, asking("stat").setRef(Cs3Client.path("/home/none")))
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(answer(einstein, asking("stat")).getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void the_service_behind_the_gateway_answers_the_same() {
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, site.tokenOf(FakeSite.EINSTEIN));

        assertThat(PermissionsAPIGrpc.newBlockingStub(served.client().channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .checkPermission(asking("create-space").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
    }
}
