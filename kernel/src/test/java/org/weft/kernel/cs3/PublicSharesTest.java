/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.gateway.v1beta1.ListExistingPublicSharesResponse;
import com.cs3.identity.user.v1beta1.FindUsersRequest;
import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.link.v1beta1.CreatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.CreatePublicShareResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareByTokenResponse;
import com.cs3.sharing.link.v1beta1.GetPublicShareRequest;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.LinkAPIGrpc;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.sharing.link.v1beta1.ListPublicSharesResponse;
import com.cs3.sharing.link.v1beta1.PublicShare;
import com.cs3.sharing.link.v1beta1.PublicShareAuthentication;
import com.cs3.sharing.link.v1beta1.PublicShareId;
import com.cs3.sharing.link.v1beta1.PublicSharePermissions;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.link.v1beta1.ShareSignature;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest.Update;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareResponse;
import com.cs3.storage.provider.v1beta1.ArbitraryMetadata;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.fake.LinkedSite;
import org.weft.kernel.sharing.LinkKind;
import org.weft.spi.Scope;
import org.weft.spi.storage.Rights;

class PublicSharesTest {

    @TempDir
    Path data;

    private LinkedSite site;
    private Cs3Client client;
    private GatewayAPIBlockingStub einstein;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedSite(data);
        client = new Cs3Client(site.grpc());
        einstein = client.gateway(site.site.tokenOf(FakeSite.EINSTEIN));
        site.make("home/work");
        site.make("home/work/sub");
        site.put("home/work/a.txt", "first");
        site.put("home/outside.txt", "outside");
    }

    @AfterEach
    void stop() {
        client.close();
        site.close();
    }

    private static PublicSharePermissions permissions(Rights rights) {
        return PublicSharePermissions.newBuilder()
                .setPermissions(Permissions.message(rights))
                .build();
    }

    private CreatePublicShareResponse create(String path, Rights rights, String password, String... metadata) {
        ArbitraryMetadata.Builder said = ArbitraryMetadata.newBuilder();
        for (int i = 0; i < metadata.length; i += 2) {
            said.putMetadata(metadata[i], metadata[i + 1]);
        }
        return einstein.createPublicShare(CreatePublicShareRequest.newBuilder()
                .setResourceInfo(ResourceInfo.newBuilder().setPath(path).setArbitraryMetadata(said))
                .setGrant(Grant.newBuilder().setPermissions(permissions(rights)).setPassword(password))
                .build());
    }

    private static PublicShareReference ref(PublicShare share) {
        return PublicShareReference.newBuilder().setId(share.getId()).build();
    }

    private AuthenticateResponse signIn(String token, String secret) {
        return client.gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("publicshares")
                        .setClientId(token)
                        .setClientSecret(secret)
                        .build());
    }

    private GatewayAPIBlockingStub guest(String token, String secret) {
        AuthenticateResponse answer = signIn(token, secret);
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        return client.gateway(answer.getToken());
    }

    @Test
    void a_link_is_made_found_and_removed() {
        PublicShare made = create("/home/work", LinkKind.VIEW.rights(), "secret", "name", "My data")
                .getShare();

        assertThat(made.getToken()).matches("[A-Za-z0-9]{22}");
        assertThat(made.getDisplayName()).isEqualTo("My data");
        assertThat(made.getPasswordProtected()).isTrue();
        assertThat(made.getOwner().getOpaqueId())
                .isEqualTo(FakeSite.EINSTEIN.id().opaque());
        assertThat(made.getPermissions().getPermissions().getListContainer()).isTrue();
        assertThat(made.getPermissions().getPermissions().getInitiateFileUpload())
                .isFalse();
        LinkAPIGrpc.LinkAPIBlockingStub behind =
                Cs3Client.with(LinkAPIGrpc.newBlockingStub(client.channel), site.site.tokenOf(FakeSite.EINSTEIN));
        assertThat(behind.getPublicShare(GetPublicShareRequest.newBuilder()
                                .setRef(PublicShareReference.newBuilder().setToken(made.getToken()))
                                .setSign(true)
                                .build())
                        .getShare()
                        .getSignature()
                        .getSignature())
                .hasSize(64);
        GatewayAPIBlockingStub marie = client.gateway(site.site.tokenOf(FakeSite.MARIE));
        RemovePublicShareRequest remove =
                RemovePublicShareRequest.newBuilder().setRef(ref(made)).build();
        assertThat(marie.removePublicShare(remove).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(marie.getPublicShare(GetPublicShareRequest.newBuilder()
                                .setRef(ref(made))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(einstein.removePublicShare(remove).getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(einstein.removePublicShare(remove).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void what_cant_be_a_link_is_refused() {
        assertThat(create("/home/none", LinkKind.VIEW.rights(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(create("/home/work", Rights.none(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(create("/common", LinkKind.VIEW.rights(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(create("/home/work", LinkKind.VIEW.rights(), "x".repeat(2000))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(internal(Grant.newBuilder().setPermissions(permissions(LinkKind.VIEW.rights())))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(internal(Grant.newBuilder().setPassword("secret"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    private CreatePublicShareResponse internal(Grant.Builder grant) {
        return einstein.createPublicShare(CreatePublicShareRequest.newBuilder()
                .setResourceInfo(ResourceInfo.newBuilder().setPath("/home/work"))
                .setInternal(true)
                .setGrant(grant)
                .build());
    }

    @Test
    void an_internal_link_lets_no_guest_in_and_is_told_to_those_who_have_access() {
        PublicShare made = internal(Grant.newBuilder()).getShare();
        GatewayAPIBlockingStub marie = client.gateway(site.site.tokenOf(FakeSite.MARIE));

        assertThat(made.getPermissions().getPermissions()).isEqualTo(Permissions.message(Rights.none()));
        assertThat(made.getPasswordProtected()).isFalse();
        for (String secret : List.of("", "password|", "password|guess", "signature|x|2030-01-01T00:00:00Z")) {
            assertThat(signIn(made.getToken(), secret).getStatus().getCode())
                    .as(secret)
                    .isEqualTo(Code.CODE_PERMISSION_DENIED);
        }
        assertThat(byToken(einstein, made, "").getShare().getId()).isEqualTo(made.getId());
        assertThat(byToken(marie, made, "").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        for (GatewayAPIBlockingStub stranger : List.of(client.gateway(), client.gateway("no.token.at-all"))) {
            assertThat(byToken(stranger, made, "").getStatus().getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        }
        PublicShare open = update(
                        made,
                        Update.newBuilder()
                                .setType(Update.Type.TYPE_PERMISSIONS)
                                .setGrant(Grant.newBuilder().setPermissions(permissions(LinkKind.VIEW.rights()))))
                .getShare();
        assertThat(open.getPermissions().getPermissions().getListContainer()).isTrue();
        GatewayAPIBlockingStub guest = guest(made.getToken(), "");
        Reference top = Cs3Client.path("/public/" + made.getToken());
        assertThat(stat(guest, top)).isEqualTo(Code.CODE_OK);
        update(
                made,
                Update.newBuilder()
                        .setType(Update.Type.TYPE_PERMISSIONS)
                        .setGrant(Grant.newBuilder().setPermissions(permissions(Rights.none()))));
        assertThat(stat(guest, top)).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(byToken(marie, made, "").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    private static GetPublicShareByTokenResponse byToken(
            GatewayAPIBlockingStub who, PublicShare share, String password) {
        return who.getPublicShareByToken(GetPublicShareByTokenRequest.newBuilder()
                .setToken(share.getToken())
                .setAuthentication(PublicShareAuthentication.newBuilder().setPassword(password))
                .build());
    }

    @Test
    void a_visitors_token_ends_with_the_password_it_was_given_for() {
        PublicShare made = create("/home/work", LinkKind.VIEW.rights(), "first").getShare();
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

    private void password(PublicShare share, String password) {
        assertThat(update(
                                share,
                                Update.newBuilder()
                                        .setType(Update.Type.TYPE_PASSWORD)
                                        .setGrant(Grant.newBuilder().setPassword(password)))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
    }

    @Test
    void a_quick_link_is_made_once() {
        PublicShare one = create("/home/work", LinkKind.VIEW.rights(), "", "quicklink", "true")
                .getShare();
        PublicShare other = create("/home/work", LinkKind.EDIT.rights(), "", "quicklink", "true")
                .getShare();

        assertThat(one.getQuicklink()).isTrue();
        assertThat(other.getId()).isEqualTo(one.getId());
        assertThat(create("/home/work/sub", LinkKind.VIEW.rights(), "", "quicklink", "true")
                        .getShare()
                        .getId())
                .isNotEqualTo(one.getId());
    }

    @Test
    void everything_about_it_can_be_changed() {
        PublicShare made = create("/home/work", LinkKind.VIEW.rights(), "").getShare();
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond()).plus(Duration.ofDays(2));

        Map<Update.Type, Update.Builder> changes = Map.of(
                Update.Type.TYPE_PERMISSIONS,
                Update.newBuilder().setGrant(Grant.newBuilder().setPermissions(permissions(LinkKind.EDIT.rights()))),
                Update.Type.TYPE_PASSWORD,
                Update.newBuilder().setGrant(Grant.newBuilder().setPassword("new")),
                Update.Type.TYPE_EXPIRATION,
                Update.newBuilder()
                        .setGrant(Grant.newBuilder()
                                .setExpiration(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))),
                Update.Type.TYPE_DISPLAYNAME,
                Update.newBuilder().setDisplayName("name"),
                Update.Type.TYPE_DESCRIPTION,
                Update.newBuilder().setDescription("text"),
                Update.Type.TYPE_NOTIFYUPLOADS,
                Update.newBuilder().setNotifyUploads(true),
                Update.Type.TYPE_NOTIFYUPLOADSEXTRARECIPIENTS,
                Update.newBuilder().setNotifyUploadsExtraRecipients("a@b.test"));
        changes.forEach((type, change) -> assertThat(
                        update(made, change.setType(type)).getStatus().getCode())
                .isEqualTo(Code.CODE_OK));

        PublicShare after = einstein.getPublicShare(
                        GetPublicShareRequest.newBuilder().setRef(ref(made)).build())
                .getShare();
        assertThat(after.getPermissions().getPermissions().getDelete()).isTrue();
        assertThat(after.getPasswordProtected()).isTrue();
        assertThat(after.getExpiration().getSeconds()).isEqualTo(end.getEpochSecond());
        assertThat(after.getDisplayName()).isEqualTo("name");
        assertThat(after.getDescription()).isEqualTo("text");
        assertThat(after.getNotifyUploads()).isTrue();
        assertThat(after.getNotifyUploadsExtraRecipients()).isEqualTo("a@b.test");
        assertThat(after.getToken()).isEqualTo(made.getToken());

        assertThat(update(made, Update.newBuilder().setType(Update.Type.TYPE_PASSWORD))
                        .getShare()
                        .getPasswordProtected())
                .isFalse();
        assertThat(update(made, Update.newBuilder().setType(Update.Type.TYPE_EXPIRATION))
                        .getShare()
                        .hasExpiration())
                .isFalse();
        assertThat(update(made, Update.newBuilder()).getStatus().getCode()).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(update(
                                made,
                                Update.newBuilder()
                                        .setType(Update.Type.TYPE_EXPIRATION)
                                        .setGrant(Grant.newBuilder()
                                                .setExpiration(
                                                        Timestamp.newBuilder().setSeconds(1_000_000))))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    private UpdatePublicShareResponse update(PublicShare share, Update.Builder update) {
        return einstein.updatePublicShare(UpdatePublicShareRequest.newBuilder()
                .setRef(ref(share))
                .setUpdate(update)
                .build());
    }

    @Test
    void links_are_listed_by_filters_and_in_pages() {
        Set<String> made = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(create("/home/work", LinkKind.VIEW.rights(), "")
                    .getShare()
                    .getId()
                    .getOpaqueId());
        }
        PublicShare other = create("/home/work/sub", LinkKind.VIEW.rights(), "").getShare();

        Set<String> seen = new TreeSet<>();
        String page = "";
        int pages = 0;
        do {
            ListPublicSharesResponse answer = einstein.listPublicShares(ListPublicSharesRequest.newBuilder()
                    .setPageSize(2)
                    .setPageToken(page)
                    .build());
            answer.getShareList().forEach(share -> seen.add(share.getId().getOpaqueId()));
            page = answer.getNextPageToken();
            pages++;
        } while (!page.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(6).containsAll(made);

        ListPublicSharesRequest bySub = ListPublicSharesRequest.newBuilder()
                .addFilters(ListPublicSharesRequest.Filter.newBuilder().setResourceId(other.getResourceId()))
                .build();
        assertThat(einstein.listPublicShares(bySub).getShareList())
                .extracting(PublicShare::getToken)
                .containsExactly(other.getToken());
        ListExistingPublicSharesResponse existing = einstein.listExistingPublicShares(bySub);
        assertThat(existing.getShareInfosList())
                .singleElement()
                .satisfies(info -> assertThat(info.getResourceInfo().getPath()).isEqualTo("/home/work/sub"));
        assertThat(einstein.listPublicShares(ListPublicSharesRequest.newBuilder()
                                .addFilters(ListPublicSharesRequest.Filter.newBuilder()
                                        .setCreator(Identities.message(FakeSite.MARIE.id())))
                                .build())
                        .getShareCount())
                .isZero();
        assertThat(client.gateway(site.site.tokenOf(FakeSite.MARIE))
                        .listPublicShares(bySub)
                        .getShareCount())
                .isZero();
    }

    @Test
    void a_token_opens_a_link_without_any_sign_in() {
        PublicShare made =
                create("/home/work", LinkKind.VIEW.rights(), "secret").getShare();
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

    private Code open(GetPublicShareByTokenRequest.Builder request) {
        return client.gateway()
                .getPublicShareByToken(request.build())
                .getStatus()
                .getCode();
    }

    @Test
    void whoever_signs_in_by_a_link_gets_a_token_for_it_alone() {
        PublicShare made =
                create("/home/work", LinkKind.VIEW.rights(), "secret").getShare();
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

    private static Code stat(GatewayAPIBlockingStub stub, Reference reference) {
        return stub.stat(StatRequest.newBuilder().setRef(reference).build())
                .getStatus()
                .getCode();
    }

    @Test
    void a_token_ends_at_once_with_its_link() {
        PublicShare made = create("/home/work", LinkKind.VIEW.rights(), "").getShare();
        PublicShare ending = create("/home/work", LinkKind.VIEW.rights(), "").getShare();
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
        PublicShare made = create("/home/work", LinkKind.EDIT.rights(), "").getShare();
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
                create("/home/work", LinkKind.UPLOAD_ONLY.rights(), "").getShare();
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
