/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

class ShareTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final ShareId ID = new ShareId("s1");
    private static final ResourceId RESOURCE = new ResourceId("mount", new SpaceId("space"), new NodeId("node"));
    private static final UserId OWNER = new UserId("https://a.example", "owner", UserType.PRIMARY);
    private static final UserId CREATOR = new UserId("https://a.example", "creator", UserType.PRIMARY);

    @Test
    void a_rebuilt_link_keeps_every_field() {
        Link link = Link.builder(ID, RESOURCE, OWNER, "token-of-the-link")
                .creator(CREATOR)
                .revision(3)
                .rights(Rights.read())
                .created(NOON)
                .modified(NOON.plusSeconds(1))
                .expires(NOON.plusSeconds(2))
                .description("d")
                .attributes(Map.of("k", "v"))
                .displayName("n")
                .passwordHash("$argon2id$…")
                .quick(true)
                .notifyUploads(true)
                .notifyRecipients("m@a.example")
                .build();

        assertThat(link.toBuilder().build()).usingRecursiveComparison().isEqualTo(link);
    }

    @Test
    void a_rebuilt_outgoing_share_keeps_every_field() {
        OcmOut share = OcmOut.builder(
                        ID, RESOURCE, OWNER, new RemoteParty("b.example", "marie", RemoteParty.Kind.USER), "hash")
                .name("data")
                .requirements(Set.of("must-exchange-token"))
                .protocols("{}")
                .delivery(OcmOut.Delivery.SENT)
                .remoteId("r1")
                .build();

        assertThat(share.toBuilder().build()).usingRecursiveComparison().isEqualTo(share);
    }

    @Test
    void a_share_ends_at_the_moment_it_names() {
        Link link = Link.builder(ID, RESOURCE, OWNER, "t").expires(NOON).build();

        assertThat(link.hasExpired(NOON.minusNanos(1))).isFalse();
        assertThat(link.hasExpired(NOON)).isTrue();
        assertThat(link.toBuilder().neverExpires().build().hasExpired(NOON)).isFalse();
    }

    @Test
    void the_text_form_shows_no_secret() {
        Link link =
                Link.builder(ID, RESOURCE, OWNER, "sesame").passwordHash("hash").build();

        assertThat(link.toString()).isEqualTo("Link s1 of mount$space!node");
        assertThat(new ShareQuery.ByToken("sesame").toString()).doesNotContain("sesame");
        assertThat(new Invite("sesame", OWNER, "", "", NOON, NOON).toString()).doesNotContain("sesame");
    }

    @Test
    void an_id_needs_no_escaping() {
        assertThatThrownBy(() -> new ShareId("a/b")).isInstanceOf(WeftException.InvalidArgument.class);
        assertThatThrownBy(() -> new ShareId("")).isInstanceOf(WeftException.InvalidArgument.class);
    }
}
