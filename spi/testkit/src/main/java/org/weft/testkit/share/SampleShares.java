/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.share;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/**
 * Shares as a policy is asked about them: made a moment ago by Einstein, of one file of his, for reading, until somebody
 * removes them. What is to be otherwise, the builders change.
 */
public final class SampleShares {

    static final String SECRET = "7cDh2nK0qTz5LmRw";

    private static final String IDP = "https://idp.example";
    private static final UserId OWNER = new UserId(IDP, "einstein", UserType.PRIMARY);
    private static final ResourceId FILE = new ResourceId("storage-1", new SpaceId("space-1"), new NodeId("node-1"));

    private SampleShares() {}

    /** With somebody of this site. */
    public static UserShare.Builder withUser(String name) {
        return made(UserShare.builder(new ShareId("share-user"), FILE, OWNER, new UserId(IDP, name, UserType.PRIMARY)));
    }

    /** With a group of this site. */
    public static GroupShare.Builder withGroup(String name) {
        return made(GroupShare.builder(new ShareId("share-group"), FILE, OWNER, new GroupId(IDP, name)));
    }

    /** A public link without a password. */
    public static Link.Builder link() {
        return made(Link.builder(new ShareId("share-link"), FILE, OWNER, SECRET));
    }

    /**
     * With somebody at another site.
     *
     * @param host the site, such as {@code files.example.org}
     */
    public static OcmOut.Builder withSite(String host) {
        RemoteParty marie = new RemoteParty(host, "marie", RemoteParty.Kind.USER);
        return made(OcmOut.builder(new ShareId("share-ocm"), FILE, OWNER, marie, SECRET))
                .name("data.txt");
    }

    private static <S extends Share, B extends Share.Builder<S, B>> B made(B builder) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return builder.rights(Rights.read()).created(now).modified(now);
    }

    /** Who asks: the owner. */
    public static Caller owner() {
        return new Caller(
                OWNER,
                "einstein",
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("contract"));
    }
}
