/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.collaboration.v1beta1.RemoveShareRequest;
import com.cs3.sharing.collaboration.v1beta1.ShareId;
import com.cs3.sharing.collaboration.v1beta1.SharePermissions;
import com.cs3.sharing.collaboration.v1beta1.ShareReference;
import com.cs3.sharing.collaboration.v1beta1.UpdateShareRequest;
import com.cs3.sharing.link.v1beta1.GetPublicShareRequest;
import com.cs3.sharing.link.v1beta1.Grant;
import com.cs3.sharing.link.v1beta1.ListPublicSharesRequest;
import com.cs3.sharing.link.v1beta1.PublicShareId;
import com.cs3.sharing.link.v1beta1.PublicShareReference;
import com.cs3.sharing.link.v1beta1.RemovePublicShareRequest;
import com.cs3.sharing.link.v1beta1.UpdatePublicShareRequest;
import com.cs3.storage.provider.v1beta1.ResourceId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant.ToUser;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Marie may read a folder of einstein's and pass that on: what of his shares and links with others is hers to change. */
class SharesOfOthersTest extends WholeSiteFixture {

    private static final String SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares";
    private static final Rights PASSES_ON =
            Rights.read().plus(Rights.of(Right.LIST_GRANTS, Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT));
    private static final Rights EDIT = Rights.read().plus(Rights.of(Right.UPLOAD, Right.DELETE));

    private final Caller einstein = FakePeople.caller(FakeSite.EINSTEIN);

    @SuppressWarnings("NullAway.Init")
    private Resource folder;

    @SuppressWarnings("NullAway.Init")
    private Share edit;

    @SuppressWarnings("NullAway.Init")
    private Link link;

    @BeforeEach
    void give() {
        folder = whole.site.files.makeFolder(
                einstein, OfficeSite.at("home/team"), Optional.empty(), WriteConditions.plain());
        Share hers = share(FakeSite.MARIE, PASSES_ON);
        whole.site
                .sharing
                .received()
                .update(FakePeople.caller(FakeSite.MARIE), hers.id(), Decision.state(ShareState.ACCEPTED));
        edit = share(FakeSite.RICHARD, EDIT);
        link = link(einstein, "home/team");
    }

    private Share share(User with, Rights rights) {
        return whole.site
                .sharing
                .shares()
                .create(einstein, OfficeSite.at("home/team"), new ToUser(with.id()), rights, LocalShares.Terms.usual());
    }

    private Link link(Caller caller, String path) {
        return whole.links
                .links()
                .create(
                        caller,
                        OfficeSite.at(path),
                        NewLink.of(LinkType.VIEW.rights()).withPassword("a password of einstein's"));
    }

    private Answer ask(String method, String below, String form) throws IOException {
        return whole.send(
                method,
                SHARES + below,
                form,
                basic("marie", "eiram"),
                "OCS-APIRequest: true",
                "Content-Type: application/x-www-form-urlencoded");
    }

    private GatewayAPIBlockingStub gateway() {
        return whole.gateway(whole.site.tokenOf(FakeSite.MARIE));
    }

    private void requireUntouched() {
        assertThat(whole.site.sharing.shares().get(einstein, edit.id())).isEqualTo(edit);
        assertThat(whole.links.links().get(einstein, link.id())).isEqualTo(link);
    }

    @Test
    void a_share_that_gives_more_than_she_has_is_not_changed_over_ocs() throws Exception {
        for (String form : List.of("permissions=1", "permissions=19", "expireDate=2099-01-01", "note=mine")) {
            assertThat(ask("PUT", '/' + edit.id().value(), form).status())
                    .as(form)
                    .isEqualTo(403);
        }
        assertThat(ask("DELETE", '/' + edit.id().value(), "").status()).isEqualTo(403);
        requireUntouched();
    }

    @Test
    void a_share_that_gives_more_than_she_has_is_not_changed_over_cs3() {
        ShareReference it = ShareReference.newBuilder()
                .setId(ShareId.newBuilder().setOpaqueId(edit.id().value()))
                .build();
        var update = gateway()
                .updateShare(UpdateShareRequest.newBuilder()
                        .setRef(it)
                        .setField(UpdateShareRequest.UpdateField.newBuilder()
                                .setPermissions(SharePermissions.newBuilder().setPermissions(Cs3Side.READ)))
                        .build());
        assertThat(update.getStatus().getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(gateway()
                        .removeShare(RemoveShareRequest.newBuilder().setRef(it).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_PERMISSION_DENIED);
        requireUntouched();
    }

    @Test
    void a_share_within_her_own_rights_is_hers_to_end() throws Exception {
        whole.site.sharing.shares().update(einstein, edit.id(), LocalShares.Change.rights(Rights.read()));
        assertThat(ask("PUT", '/' + edit.id().value(), "permissions=15").status())
                .isEqualTo(403);
        assertThat(ask("DELETE", '/' + edit.id().value(), "").status()).isEqualTo(200);
    }

    @Test
    void a_link_of_the_owners_is_not_told_nor_changed_over_ocs() throws Exception {
        String one = '/' + link.id().value();
        for (String form : List.of("permissions=1", "password=mine", "password=", "expireDate=2099-01-01", "name=x")) {
            assertThat(ask("PUT", one, form).status()).as(form).isEqualTo(404);
        }
        assertThat(ask("GET", one, "").status()).isEqualTo(404);
        assertThat(ask("DELETE", one, "").status()).isEqualTo(404);
        Answer all = ask("GET", "?path=/Shares/team&reshares=true", "");
        assertThat(all.status()).as(all.body()).isEqualTo(200);
        assertThat(all.body())
                .contains(edit.id().value())
                .doesNotContain(link.token())
                .doesNotContain(link.id().value());
        requireUntouched();
    }

    @Test
    void a_link_of_the_owners_is_not_told_nor_changed_over_cs3() {
        for (PublicShareReference it : List.of(
                PublicShareReference.newBuilder()
                        .setId(PublicShareId.newBuilder().setOpaqueId(link.id().value()))
                        .build(),
                PublicShareReference.newBuilder().setToken(link.token()).build())) {
            assertThat(gateway()
                            .getPublicShare(GetPublicShareRequest.newBuilder()
                                    .setRef(it)
                                    .build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_NOT_FOUND);
            assertThat(gateway()
                            .removePublicShare(RemovePublicShareRequest.newBuilder()
                                    .setRef(it)
                                    .build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_NOT_FOUND);
            for (var type : List.of(
                    UpdatePublicShareRequest.Update.Type.TYPE_PASSWORD,
                    UpdatePublicShareRequest.Update.Type.TYPE_DISPLAYNAME,
                    UpdatePublicShareRequest.Update.Type.TYPE_EXPIRATION)) {
                UpdatePublicShareRequest request = UpdatePublicShareRequest.newBuilder()
                        .setRef(it)
                        .setUpdate(UpdatePublicShareRequest.Update.newBuilder()
                                .setType(type)
                                .setDisplayName("x")
                                .setGrant(Grant.newBuilder().setPassword("mine")))
                        .build();
                assertThat(gateway().updatePublicShare(request).getStatus().getCode())
                        .as("%s", type)
                        .isEqualTo(Code.CODE_NOT_FOUND);
            }
        }
        ResourceId id = ResourceId.newBuilder()
                .setStorageId(folder.id().storage())
                .setSpaceId(folder.id().space().value())
                .setOpaqueId(folder.id().node().value())
                .build();
        assertThat(gateway()
                        .listPublicShares(ListPublicSharesRequest.newBuilder()
                                .addFilters(ListPublicSharesRequest.Filter.newBuilder()
                                        .setType(ListPublicSharesRequest.Filter.Type.TYPE_RESOURCE_ID)
                                        .setResourceId(id))
                                .build())
                        .getShareList())
                .isEmpty();
        requireUntouched();
    }

    @Test
    void a_link_that_she_made_is_hers_to_change_and_the_owners_to_end() throws Exception {
        Link hers = link(FakePeople.caller(FakeSite.MARIE), "shares/team");
        assertThat(ask("PUT", '/' + hers.id().value(), "name=hers").status()).isEqualTo(200);
        assertThat(ask("PUT", '/' + hers.id().value(), "permissions=15").status())
                .isEqualTo(403);
        whole.links.links().remove(einstein, hers.id());
        assertThat(ask("GET", '/' + hers.id().value(), "").status()).isEqualTo(404);
    }
}
