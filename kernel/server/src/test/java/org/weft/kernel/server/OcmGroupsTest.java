/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.testing.Eventually.until;

import com.cs3.identity.group.v1beta1.GroupId;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareRequest;
import com.cs3.sharing.ocm.v1beta1.CreateOCMShareResponse;
import com.cs3.sharing.ocm.v1beta1.ShareState;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import com.cs3.storage.provider.v1beta1.ResourceInfo;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.site.FakeSite;

/** Shares with groups at other sites, over CS3. */
class OcmGroupsTest extends TwoSitesFixture {

    private Cs3Side richard() {
        return new Cs3Side(b, FakeSite.RICHARD);
    }

    private static CreateOCMShareRequest with(ResourceInfo what, Cs3Side at, String host, String group) {
        GroupId id = GroupId.newBuilder().setIdp(host).setOpaqueId(group).build();
        return Cs3Side.request(what.getId(), at, Cs3Side.READ)
                .setGrantee(Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_GROUP)
                        .setGroupId(id))
                .build();
    }

    @Test
    void a_group_at_another_site_is_shared_with_and_each_member_decides() throws Exception {
        sites();
        ResourceInfo what = einstein().folder("/home/Relativity");
        CreateOCMShareResponse made = einstein().share(with(what, richard(), b.host, "physics-lovers"));
        assertThat(made.getStatus().getCode()).as(made.getStatus().getMessage()).isEqualTo(Code.CODE_OK);
        assertThat(made.getShare().getGrantee().getType()).isEqualTo(GranteeType.GRANTEE_TYPE_GROUP);
        assertThat(made.getShare().getGrantee().getGroupId().getOpaqueId()).isEqualTo("physics-lovers");

        assertThat(marie().received()).as("she is no member").isEmpty();
        assertThat(richard()
                        .decide(richard().onlyReceived().getId(), ShareState.SHARE_STATE_ACCEPTED, "state")
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(richard().stat("/shares/Relativity").getStatus().getCode()).isEqualTo(Code.CODE_OK);

        assertThat(einstein()
                        .share(with(what, richard(), b.host, "physics-lovers"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_ALREADY_EXISTS);
        assertThat(richard()
                        .decide(richard().onlyReceived().getId(), ShareState.SHARE_STATE_REJECTED, "state")
                        .getCode())
                .isEqualTo(Code.CODE_OK);
        assertThat(einstein().sent()).as("what one declines the others keep").hasSize(1);
    }

    @Test
    void a_group_that_is_not_there_and_a_site_that_takes_none_are_told_as_such() throws Exception {
        sites();
        ResourceInfo what = einstein().folder("/home/Relativity");
        assertThat(einstein()
                        .share(with(what, richard(), b.host, "never-was"))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
        try (SigningPeer peer = SigningPeer.signing()) {
            CreateOCMShareResponse refused = einstein()
                    .share(with(what, richard(), peer.host(), "physicists").toBuilder()
                            .setRecipientMeshProvider(com.cs3.ocm.provider.v1beta1.ProviderInfo.newBuilder()
                                    .setDomain(peer.host()))
                            .build());
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.CODE_FAILED_PRECONDITION);
            assertThat(refused.getStatus().getMessage()).contains("groups");
            assertThat(peer.told()).isEmpty();
        }
        assertThat(einstein().sent()).isEmpty();
    }

    @Test
    void what_a_group_was_given_ends_for_all_its_members() throws Exception {
        sites();
        ResourceInfo what = einstein().folder("/home/Relativity");
        CreateOCMShareResponse made = einstein().share(with(what, richard(), b.host, "physics-lovers"));
        new Outbox(a, OcmSite.caller(FakeSite.EINSTEIN))
                .remove(a.sent(OcmSite.caller(FakeSite.EINSTEIN)).getFirst());
        assertThat(made.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        until(() -> richard().received().isEmpty());
    }
}
