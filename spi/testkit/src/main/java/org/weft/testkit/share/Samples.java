/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.Grant.ToUser;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** What the cases of a share store keep. */
final class Samples {

    static final UserId EINSTEIN = new UserId("https://idp.example/a b", "4c510ada", UserType.PRIMARY);
    static final UserId MARIE = new UserId("https://idp.example/a b", "f7fbf8c8/x", UserType.GUEST);
    static final GroupId PHYSICS = new GroupId("https://idp.example/a b", "physics");
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123456Z");

    private Samples() {}

    static ResourceId resource(int number) {
        return new ResourceId("storage-1", new SpaceId("space-1"), new NodeId("node-" + number));
    }

    static UserShare userShare(String id, int resource, UserId grantee) {
        return UserShare.builder(new ShareId(id), resource(resource), EINSTEIN, grantee)
                .creator(MARIE)
                .rights(Rights.of(Right.STAT, Right.DOWNLOAD))
                .created(NOW)
                .modified(NOW.plusSeconds(5))
                .expires(NOW.plusSeconds(500))
                .description("für dich, 50 %")
                .attributes(Map.of("a&b", "c=d", "e", "ü\n"))
                .build();
    }

    static Link link(String id, int resource, String token) {
        return Link.builder(new ShareId(id), resource(resource), EINSTEIN, token)
                .passwordHash("$argon2id$hash")
                .displayName("talk")
                .quick(true)
                .notifyUploads(true)
                .notifyRecipients("a@b.example")
                .build();
    }

    static OcmOut sent(String id, int resource, String secretHash) {
        RemoteParty marie = new RemoteParty("b.example", "marie", RemoteParty.Kind.USER);
        return OcmOut.builder(new ShareId(id), resource(resource), EINSTEIN, marie, secretHash)
                .name("data")
                .requirements(Set.of("must-exchange-token", "must-use-mfa"))
                .protocols("{}")
                .delivery(OcmOut.Delivery.SENT)
                .remoteId("77")
                .build();
    }

    static OcmIn received(String id, String remoteId) {
        UserId remote = new UserId("b.example", "marie", UserType.FEDERATED);
        return OcmIn.builder(new ShareId(id), remote, new ToUser(EINSTEIN), "b.example", remoteId)
                .name("data")
                .kind(Kind.FILE)
                .protocols("cipher")
                .build();
    }
}
