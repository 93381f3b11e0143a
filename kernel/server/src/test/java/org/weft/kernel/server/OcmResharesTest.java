/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.RelPath;

/** Richard shares with another site what Einstein shared with him: what he loses, the other site loses with him. */
@OverWire
class OcmResharesTest {

    private static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    private static final Caller RICHARD = OcmSite.caller(FakeSite.RICHARD);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @SuppressWarnings("NullAway.Init")
    private SigningPeer peer;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder.resolve("a"), "127.0.0.1");
        peer = SigningPeer.signing();
        site.ask("einstein", "MKCOL", "/remote.php/webdav/Relativity", "");
        site.ask("einstein", "PUT", "/remote.php/webdav/Relativity/paper.txt", "E = mc2");
    }

    @AfterEach
    void stop() throws Exception {
        peer.close();
        site.close();
    }

    private Share given(String... words) {
        Share share = site.sharing
                .shares()
                .create(
                        EINSTEIN,
                        Target.path(RelPath.parse("home/Relativity")),
                        new Grant.ToUser(FakeSite.RICHARD.id()),
                        OcmPermissions.of(List.of(words)),
                        LocalShares.Terms.usual());
        site.sharing.received().update(RICHARD, share.id(), Decision.state(ShareState.ACCEPTED));
        return share;
    }

    private OcmOut passedOn(Share share) {
        var about = share.resource().orElseThrow();
        return new Outbox(site, RICHARD)
                .share(
                        Target.id(new ResourceId(about.storage(), about.space(), about.node())),
                        List.of("read", "write"),
                        "marie",
                        peer.host());
    }

    private int asked(OcmOut share, String method, String path) throws IOException {
        return site.send(
                        method,
                        "/remote.php/dav/ocm/" + share.id() + path,
                        method.equals("PUT") ? "x" : "",
                        "Authorization",
                        "Bearer " + site.secret(share.id()))
                .statusCode();
    }

    private void change(Share share, String... words) {
        site.sharing
                .shares()
                .update(EINSTEIN, share.id(), LocalShares.Change.rights(OcmPermissions.of(List.of(words))));
    }

    @Test
    void whoever_may_not_share_passes_nothing_on() {
        Share share = given("read", "write");

        assertThatThrownBy(() -> passedOn(share)).isInstanceOf(Forbidden.class);
        assertThat(peer.told()).isEmpty();
    }

    @Test
    void who_loses_the_right_to_share_gives_nothing_any_more_and_who_gets_it_back_does() throws IOException {
        Share share = given("read", "write", "share");
        OcmOut passed = passedOn(share);
        assertThat(asked(passed, "GET", "/paper.txt")).isEqualTo(200);
        assertThat(asked(passed, "PUT", "/notes.txt")).isEqualTo(201);

        change(share, "read", "share");
        assertThat(asked(passed, "GET", "/paper.txt")).isEqualTo(200);
        assertThat(asked(passed, "PUT", "/notes.txt"))
                .as("what Richard may not do")
                .isEqualTo(403);

        change(share, "read", "write");
        assertThat(asked(passed, "GET", "/paper.txt")).isEqualTo(404);
        assertThat(asked(passed, "PUT", "/notes.txt")).isIn(403, 404, 409);
        change(share, "read", "write", "share");
        assertThat(asked(passed, "GET", "/paper.txt")).isEqualTo(200);

        site.sharing.shares().remove(EINSTEIN, share.id());
        assertThat(asked(passed, "GET", "/paper.txt")).isEqualTo(404);
    }
}
