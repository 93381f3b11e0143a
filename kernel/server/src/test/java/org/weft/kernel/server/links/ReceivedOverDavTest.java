/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.spaces.SpaceCatalog;
import org.weft.kernel.storage.spaces.SpaceView;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** What was shared, over WebDAV: for who shares it and for who received it. */
@OverWire
class ReceivedOverDavTest {

    private static final String TREE = "/remote.php/dav/tree/shares";
    private static final String PROPERTIES = """
            <d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop>
            <oc:permissions/><oc:share-types/><oc:shared-with-me/></d:prop></d:propfind>""";
    private static final Rights EDIT =
            Rights.read().plus(Rights.of(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE, Right.MOVE));

    private static final Pattern HREF = Pattern.compile("<d:href>([^<]+)</d:href>");

    private final LinkedServer site;

    ReceivedOverDavTest(@TempDir Path data) throws Exception {
        site = new LinkedServer(data);
    }

    @BeforeEach
    void share() {
        site.make("home/a");
        site.put("home/a/f.txt", "one");
        Caller marie = site.caller(FakeSite.MARIE);
        Share share = site.sharing
                .shares()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/a"),
                        new Grant.ToUser(marie.user()),
                        EDIT,
                        LocalShares.Terms.usual());
        site.sharing.received().update(marie, share.id(), Decision.state(ShareState.ACCEPTED));
    }

    @AfterEach
    void close() {
        site.close();
    }

    private HttpResponse<String> ask(String user, String method, String path, String body, String... more)
            throws Exception {
        String secret = new StringBuilder(user).reverse().toString();
        String[] headers = new String[more.length + 2];
        headers[0] = "Authorization";
        headers[1] = LinkedServer.basic(user, secret);
        System.arraycopy(more, 0, headers, 2, more.length);
        return site.ask(method, path, body, headers);
    }

    @Test
    void what_was_received_is_marked_at_its_top_and_below() throws Exception {
        String top =
                ask("marie", "PROPFIND", TREE + "/a", PROPERTIES, "Depth", "0").body();
        assertThat(top)
                .contains("<oc:permissions>SMGDNVCK</oc:permissions>")
                .contains("<oc:shared-with-me>true</oc:shared-with-me>");
        String below = ask("marie", "PROPFIND", TREE + "/a/f.txt", PROPERTIES, "Depth", "0")
                .body();
        assertThat(below).contains("<oc:permissions>SGDNVW</oc:permissions>");
    }

    @Test
    void who_shares_sees_how_a_resource_is_shared() throws Exception {
        String mine = ask("einstein", "PROPFIND", "/remote.php/webdav/a", PROPERTIES, "Depth", "1")
                .body();
        assertThat(mine)
                .contains("<oc:share-types><oc:share-type>0</oc:share-type></oc:share-types>")
                .contains("<oc:share-types></oc:share-types>")
                .doesNotContain("<oc:shared-with-me>");
    }

    @Test
    void files_are_read_and_written_through_a_share() throws Exception {
        assertThat(ask("marie", "GET", TREE + "/a/f.txt", "").body()).isEqualTo("one");
        assertThat(ask("marie", "PUT", TREE + "/a/new.txt", "hers").statusCode())
                .isEqualTo(201);
        assertThat(ask("einstein", "GET", "/remote.php/webdav/a/new.txt", "").body())
                .isEqualTo("hers");
        assertThat(ask("richard", "GET", TREE + "/a/f.txt", "").statusCode()).isEqualTo(404);
    }

    @Test
    void moving_renames_and_deleting_declines() throws Exception {
        HttpResponse<String> moved =
                ask("marie", "MOVE", TREE + "/a", "", "Destination", site.url() + TREE + "/drafts", "Overwrite", "F");
        assertThat(moved.statusCode()).isEqualTo(201);
        assertThat(ask("marie", "GET", TREE + "/drafts/f.txt", "").body()).isEqualTo("one");
        assertThat(ask("marie", "DELETE", TREE + "/drafts", "").statusCode()).isEqualTo(204);
        assertThat(ask("marie", "GET", TREE + "/drafts/f.txt", "").statusCode()).isEqualTo(404);
        assertThat(ask("einstein", "GET", "/remote.php/webdav/a/f.txt", "").body())
                .isEqualTo("one");
    }

    @Test
    void what_was_received_is_in_the_receiver_s_home_as_clients_sync_it() throws Exception {
        String home = "/remote.php/webdav";
        String listed = ask("marie", "PROPFIND", home, PROPERTIES, "Depth", "1").body();
        assertThat(listed).contains("<d:href>/remote.php/webdav/Shares/</d:href>");
        String inside = ask("marie", "PROPFIND", "/dav/files/marie/Shares", PROPERTIES, "Depth", "1")
                .body();
        assertThat(inside)
                .contains("<d:href>/dav/files/marie/Shares/a/</d:href>")
                .contains("<oc:permissions>SMGDNVCK</oc:permissions>");
        assertThat(ask("marie", "GET", home + "/Shares/a/f.txt", "").body()).isEqualTo("one");
        assertThat(ask("marie", "MKCOL", home + "/Shares", "").statusCode()).isEqualTo(405);
        assertThat(ask("marie", "DELETE", home + "/Shares", "").statusCode()).isEqualTo(403);
        assertThat(ask("marie", "PUT", home + "/Shares/x", "x").statusCode()).isEqualTo(403);
        assertThat(ask("marie", "DELETE", home + "/Shares/a", "").statusCode()).isEqualTo(204);
        assertThat(ask("marie", "PROPFIND", home + "/Shares", PROPERTIES, "Depth", "0")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_gives_nothing_but_reading_can_be_declined_and_renamed_all_the_same() throws Exception {
        Caller marie = site.caller(FakeSite.MARIE);
        site.make("home/read");
        Share share = site.sharing
                .shares()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/read"),
                        new Grant.ToUser(marie.user()),
                        Rights.read(),
                        LocalShares.Terms.usual());
        site.sharing.received().update(marie, share.id(), Decision.state(ShareState.ACCEPTED));
        assertThat(ask("marie", "PROPFIND", TREE + "/read", PROPERTIES, "Depth", "0")
                        .body())
                .contains("<oc:permissions>SMGDNV</oc:permissions>");
    }

    @Test
    void a_folder_that_is_called_like_that_of_what_was_received_is_its_owner_s_own() throws Exception {
        ask("einstein", "MKCOL", "/remote.php/webdav/Shares", "");
        ask("einstein", "MKCOL", "/remote.php/webdav/Shares/own", "");
        assertThat(ask("einstein", "PROPFIND", "/remote.php/webdav/Shares", PROPERTIES, "Depth", "1")
                        .body())
                .doesNotContain("<oc:permissions>S")
                .contains("/Shares/own/");
    }

    @Test
    void what_was_received_is_a_space_by_the_id_of_its_share_and_by_its_own() throws Exception {
        Caller marie = site.caller(FakeSite.MARIE);
        List<String> ids = new ArrayList<>();
        SpaceCatalog catalog = site.site.storage.catalog();
        for (SpaceView.Kind kind : List.of(SpaceView.Kind.MOUNTPOINT, SpaceView.Kind.GRANT)) {
            catalog.received(
                    marie,
                    kind,
                    new SpaceCatalog.Nothing(),
                    (space, behind) -> ids.add(space.id().toString()));
        }
        assertThat(ids).hasSize(2);
        for (String id : ids) {
            String top = "/dav/spaces/" + id.replace("$", "%24").replace("!", "%21");
            assertThat(ask("marie", "GET", top + "/f.txt", "").body()).isEqualTo("one");
            assertThat(ask("marie", "PROPFIND", top, PROPERTIES, "Depth", "1").statusCode())
                    .isEqualTo(207);
            assertThat(ask("richard", "GET", top + "/f.txt", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void the_listing_of_spaces_shows_what_was_received_beside_one_s_own() throws Exception {
        String listed = ask("marie", "PROPFIND", "/dav/spaces", PROPERTIES, "Depth", "1")
                .body();
        List<String> hrefs =
                HREF.matcher(listed).results().map(result -> result.group(1)).toList();
        List<String> shares =
                hrefs.stream().filter(href -> href.contains("weft$shares!")).toList();
        assertThat(shares).as(listed).hasSize(1);
        assertThat(ask("marie", "GET", shares.getFirst() + "f.txt", "").body()).isEqualTo("one");
        String locks = "<propfind xmlns='DAV:'><prop><displayname/><lockdiscovery/></prop></propfind>";
        assertThat(ask("marie", "PROPFIND", "/dav/spaces", locks, "Depth", "1").body())
                .contains("<d:href>" + shares.getFirst() + "</d:href>")
                .contains("<d:displayname>a</d:displayname>");
        assertThat(ask("einstein", "PROPFIND", "/dav/spaces", PROPERTIES, "Depth", "1")
                        .body())
                .doesNotContain("weft$shares!");
        assertThat(ask("marie", "PROPFIND", "/dav/spaces", PROPERTIES, "Depth", "0")
                        .body())
                .doesNotContain("weft$shares!");
        assertThat(ask("marie", "DELETE", "/remote.php/webdav/Shares/a", "").statusCode())
                .isEqualTo(204);
        assertThat(ask("marie", "PROPFIND", "/dav/spaces", PROPERTIES, "Depth", "1")
                        .body())
                .doesNotContain("weft$shares!");
    }
}
