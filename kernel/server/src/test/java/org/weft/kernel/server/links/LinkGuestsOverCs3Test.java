/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.FindUsersRequest;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareRequest;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.sharing.link.v1beta1.PublicShare;
import com.cs3.sharing.link.v1beta1.PublicShareAuthentication;
import com.cs3.sharing.link.v1beta1.PublicShareId;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.link.v1beta1.ShareSignature;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest.Update;
import com.cs3.storage.provider.v1beta1.DeleteRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileDownloadRequest;
import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.types.v1beta1.Timestamp;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.cs3.Cs3Client;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.spi.Scope;

/** Public links over CS3, for those who come by them. */
class LinkGuestsOverCs3Test extends PublicSharesCases {

    @Test
    void a_visitors_token_ends_with_the_password_it_was_given_for() {
        PublicShare made = create("/home/work", LinkType.VIEW.rights(), "first").getShare();
        Reference top = Cs3Client.path("/public/" + made.getToken());

        GatewayAPIBlockingStub first = guest(made.getToken(), "password|first");
        assertThat(stat(first, top)).isEqualTo(Code.CODE_OK);
        password(made, "second");
        assertThat(stat(first, top)).isEqualTo(Code.CODE_NOT_FOUND);
        GatewayAPIBlockingStub second = guest(made.getToken(), "password|second");
        assertThat(stat(second, top)).isEqualTo(Code.CODE_OK);
        password(made, "");
        assertThat(stat(second, top)).isEqualTo(Code.CODE_NOT_FOUND);
        GatewayAPIBlockingStub open = guest(made.getToken(), "");
        assertThat(stat(open, top)).isEqualTo(Code.CODE_OK);
        password(made, "third");
        assertThat(stat(open, top)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(stat(first, top)).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_token_opens_a_link_without_any_sign_in() {
        PublicShare made =
                create("/home/work", LinkType.VIEW.rights(), "secret").getShare();
        GetPublicShareByTokenRequest.Builder request =
                GetPublicShareByTokenRequest.newBuilder().setToken(made.getToken());

        assertThat(open(request)).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(open(request.setAuthentication(
                        PublicShareAuthentication.newBuilder().setPassword("wrong"))))
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        GetPublicShareByTokenResponse opened = client.gateway()
                .getPublicShareByToken(request.setSign(true)
                        .setAuthentication(
                                PublicShareAuthentication.newBuilder().setPassword("secret"))
                        .build());
        assertThat(opened.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(opened.getShare().getId()).isEqualTo(made.getId());
        ShareSignature signature = opened.getShare().getSignature();
        assertThat(open(request.setAuthentication(
                        PublicShareAuthentication.newBuilder().setSignature(signature))))
                .isEqualTo(Code.CODE_OK);
        assertThat(signIn(
                                made.getToken(),
                                "signature|" + signature.getSignature() + "|"
                                        + Instant.ofEpochSecond(signature
                                                .getSignatureExpiration()
                                                .getSeconds()))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(open(GetPublicShareByTokenRequest.newBuilder().setToken("abcdefghijklmnopqrstuv")))
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void whoever_signs_in_by_a_link_gets_a_token_for_it_alone() {
        PublicShare made =
                create("/home/work", LinkType.VIEW.rights(), "secret").getShare();
        assertThat(signIn(made.getToken(), "password|wrong").getStatus().getCode())
                .isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(signIn("abcdefghijklmnopqrstuv", "password|").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);

        AuthenticateResponse answer = signIn(made.getToken(), "password|secret");

        assertThat(answer.getUser().getId().getType()).isEqualTo(UserType.USER_TYPE_GUEST);
        assertThat(answer.getUser().getId().getOpaqueId())
                .isEqualTo("publiclink:" + made.getId().getOpaqueId());
        assertThat(answer.getUser()
                        .getOpaque()
                        .getMapOrThrow("public-share-role")
                        .getValue()
                        .toStringUtf8())
                .isEqualTo("viewer");
        assertThat(site.site.tokens.verify(answer.getToken()).scopes())
                .singleElement()
                .isInstanceOfSatisfying(
                        Scope.Resource.class,
                        scope -> assertThat(scope.key())
                                .startsWith("publicshare:" + made.getId().getOpaqueId()));
        GatewayAPIBlockingStub guest = client.gateway(answer.getToken());
        Reference top =
                Reference.newBuilder().setResourceId(made.getResourceId()).build();
        assertThat(names(guest, top)).containsExactly("a.txt", "sub");
        assertThat(names(guest, Cs3Client.path("/public/" + made.getToken()))).containsExactly("a.txt", "sub");
        assertThat(guest.stat(StatRequest.newBuilder()
                                .setRef(Cs3Client.path("/public/" + made.getToken() + "/a.txt"))
                                .build())
                        .getInfo()
                        .getPath())
                .isEqualTo("/public/" + made.getToken() + "/a.txt");
        assertThat(guest.initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                                .setRef(Cs3Client.path("/public/" + made.getToken() + "/a.txt"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        for (String path : List.of("/home", "/home/outside.txt", "/common", "/public", "/public/" + "x".repeat(22))) {
            assertThat(stat(guest, Cs3Client.path(path))).as(path).isEqualTo(Code.CODE_NOT_FOUND);
        }
        assertThat(stat(einstein, Cs3Client.path("/public/" + made.getToken()))).isEqualTo(Code.CODE_NOT_FOUND);
        assertThatThrownBy(() -> guest.findUsers(FindUsersRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("PERMISSION_DENIED");
        assertThatThrownBy(() -> guest.listPublicShares(ListPublicSharesRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class);
    }

    private static List<String> names(GatewayAPIBlockingStub stub, Reference folder) {
        return stub
                .listContainer(ListContainerRequest.newBuilder().setRef(folder).build())
                .getInfosList()
                .stream()
                .map(ResourceInfo::getName)
                .sorted()
                .toList();
    }

    @Test
    void a_token_ends_at_once_with_its_link() {
        PublicShare made = create("/home/work", LinkType.VIEW.rights(), "").getShare();
        PublicShare ending = create("/home/work", LinkType.VIEW.rights(), "").getShare();
        GatewayAPIBlockingStub guest = guest(made.getToken(), "password|");
        GatewayAPIBlockingStub other = guest(ending.getToken(), "password|");
        Reference top =
                Reference.newBuilder().setResourceId(made.getResourceId()).build();
        assertThat(stat(guest, top)).isEqualTo(Code.CODE_OK);
        assertThat(stat(other, top)).isEqualTo(Code.CODE_OK);

        einstein.removePublicShare(
                RemovePublicShareRequest.newBuilder().setRef(ref(made)).build());
        update(
                ending,
                Update.newBuilder()
                        .setType(Update.Type.TYPE_EXPIRATION)
                        .setGrant(Grant.newBuilder()
                                .setExpiration(Timestamp.newBuilder()
                                        .setSeconds(Instant.now().getEpochSecond() + 3600))));
        assertThat(stat(guest, top)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(stat(other, top)).isEqualTo(Code.CODE_OK);
        site.clock.advance(Duration.ofHours(2));
        assertThat(stat(other, top)).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void an_editor_changes_what_is_inside_and_not_the_thing_itself() {
        PublicShare made = create("/home/work", LinkType.EDIT.rights(), "").getShare();
        GatewayAPIBlockingStub guest = guest(made.getToken(), "password|");
        Reference top =
                Reference.newBuilder().setResourceId(made.getResourceId()).build();
        String parent = guest.stat(StatRequest.newBuilder().setRef(top).build())
                .getInfo()
                .getParentId()
                .getOpaqueId();
        Reference byParent = Reference.newBuilder()
                .setResourceId(made.getResourceId().toBuilder().setOpaqueId(parent))
                .setPath("./work")
                .build();

        assertThat(delete(guest, Cs3Client.path("/public/" + made.getToken() + "/a.txt")))
                .isEqualTo(Code.CODE_OK);
        assertThat(delete(guest, top)).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(delete(guest, Cs3Client.path("/public/" + made.getToken()))).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(delete(guest, byParent)).isIn(Code.CODE_PERMISSION_DENIED, Code.CODE_NOT_FOUND);
        assertThat(site.names("home/work")).containsExactly("sub");
    }

    private static Code delete(GatewayAPIBlockingStub stub, Reference reference) {
        return stub.delete(DeleteRequest.newBuilder().setRef(reference).build())
                .getStatus()
                .getCode();
    }

    @Test
    void an_uploader_never_replaces_a_file_and_sees_none() throws Exception {
        PublicShare made =
                create("/home/work", LinkType.UPLOAD_ONLY.rights(), "").getShare();
        GatewayAPIBlockingStub guest = guest(made.getToken(), "password|");
        String top = "/public/" + made.getToken();

        assertThat(stat(guest, Cs3Client.path(top))).isEqualTo(Code.CODE_OK);
        assertThat(stat(guest, Cs3Client.path(top + "/a.txt"))).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(guest.listContainer(ListContainerRequest.newBuilder()
                                .setRef(Cs3Client.path(top))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(guest.initiateFileDownload(InitiateFileDownloadRequest.newBuilder()
                                .setRef(Cs3Client.path(top + "/a.txt"))
                                .build())
                        .getStatus()
                        .getCode())
                .isNotEqualTo(Code.CODE_OK);
        var upload = guest.initiateFileUpload(InitiateFileUploadRequest.newBuilder()
                .setRef(Cs3Client.path(top + "/a.txt"))
                .setOpaque(Cs3Client.opaque("Upload-Length", "4"))
                .build());
        assertThat(upload.getStatus().getCode())
                .as(upload.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        var simple = upload.getProtocolsList().stream()
                .filter(protocol -> protocol.getProtocol().equals("simple"))
                .findFirst()
                .orElseThrow();
        HttpRequest put = HttpRequest.newBuilder(URI.create(simple.getUploadEndpoint()))
                .header("X-Reva-Transfer", simple.getToken())
                .PUT(HttpRequest.BodyPublishers.ofString("mine"))
                .build();
        assertThat(site.client.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isBetween(200, 204);
        assertThat(site.read("home/work/a.txt")).isEqualTo("first");
        assertThat(site.names("home/work")).hasSize(3);
    }

    @Test
    void the_id_in_the_path_of_another_kind_of_share_is_nobodys() {
        assertThat(einstein.getPublicShare(GetPublicShareRequest.newBuilder()
                                .setRef(PublicShareReference.newBuilder()
                                        .setId(PublicShareId.newBuilder().setOpaqueId("nonsense")))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(einstein.getPublicShare(GetPublicShareRequest.newBuilder()
                                .setRef(PublicShareReference.newBuilder()
                                        .setId(PublicShareId.newBuilder().setOpaqueId("no such/id")))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }
}
