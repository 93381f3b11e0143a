/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.gateway.v1beta1.ListExistingPublicSharesResponse;
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
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest.Update;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import com.cs3.types.v1beta1.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weft.kernel.cs3.Cs3Client;
import org.weft.kernel.cs3.IdentityMessages;
import org.weft.kernel.cs3.PermissionMessages;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.storage.Rights;

/** Public links over CS3, for those who make them. */
class PublicSharesTest extends PublicSharesCases {

    @Test
    void a_link_is_made_found_and_removed() {
        PublicShare made = create("/home/work", LinkType.VIEW.rights(), "secret", "name", "My data")
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
        assertThat(create("/home/none", LinkType.VIEW.rights(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(create("/home/work", Rights.none(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(create("/common", LinkType.VIEW.rights(), "").getStatus().getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(create("/home/work", LinkType.VIEW.rights(), "x".repeat(2000))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(internal(Grant.newBuilder().setPermissions(permissions(LinkType.VIEW.rights())))
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

        assertThat(made.getPermissions().getPermissions()).isEqualTo(PermissionMessages.message(Rights.none()));
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
                                .setGrant(Grant.newBuilder().setPermissions(permissions(LinkType.VIEW.rights()))))
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
    void a_quick_link_is_made_once() {
        PublicShare one = create("/home/work", LinkType.VIEW.rights(), "", "quicklink", "true")
                .getShare();
        PublicShare other = create("/home/work", LinkType.EDIT.rights(), "", "quicklink", "true")
                .getShare();

        assertThat(one.getQuicklink()).isTrue();
        assertThat(other.getId()).isEqualTo(one.getId());
        assertThat(create("/home/work/sub", LinkType.VIEW.rights(), "", "quicklink", "true")
                        .getShare()
                        .getId())
                .isNotEqualTo(one.getId());
    }

    @Test
    void everything_about_it_can_be_changed() {
        PublicShare made = create("/home/work", LinkType.VIEW.rights(), "").getShare();
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond()).plus(Duration.ofDays(2));

        Map<Update.Type, Update.Builder> changes = Map.of(
                Update.Type.TYPE_PERMISSIONS,
                Update.newBuilder().setGrant(Grant.newBuilder().setPermissions(permissions(LinkType.EDIT.rights()))),
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

    @Test
    void links_are_listed_by_filters_and_in_pages() {
        Set<String> made = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(create("/home/work", LinkType.VIEW.rights(), "")
                    .getShare()
                    .getId()
                    .getOpaqueId());
        }
        PublicShare other = create("/home/work/sub", LinkType.VIEW.rights(), "").getShare();

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
                                        .setCreator(IdentityMessages.message(FakeSite.MARIE.id())))
                                .build())
                        .getShareCount())
                .isZero();
        assertThat(client.gateway(site.site.tokenOf(FakeSite.MARIE))
                        .listPublicShares(bySub)
                        .getShareCount())
                .isZero();
    }
}
