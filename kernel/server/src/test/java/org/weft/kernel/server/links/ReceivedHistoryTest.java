/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.share.LocalShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Trash and earlier contents of what was shared, over WebDAV: marie may change things and bring them back, richard reads. */
@OverWire
class ReceivedHistoryTest {

    private static final String DAV = "/remote.php/dav";
    private static final String HOME = "/remote.php/webdav";
    private static final Pattern VERSION = Pattern.compile("/v/([^/<]+)</d:href>");
    private static final Pattern ITEM =
            Pattern.compile("<oc:trashbin-original-filename>([^<]+)</oc:trashbin-original-filename>");
    private static final Pattern KEY = Pattern.compile("trash-bin/[^/]+/([^/<]+)/?</d:href>");
    private static final Rights EDIT = Rights.read()
            .plus(Rights.of(
                    Right.UPLOAD,
                    Right.CREATE_CONTAINER,
                    Right.DELETE,
                    Right.MOVE,
                    Right.LIST_VERSIONS,
                    Right.RESTORE_VERSION,
                    Right.LIST_RECYCLE,
                    Right.RESTORE_RECYCLE));

    private final LinkedServer site;

    ReceivedHistoryTest(@TempDir Path data) throws Exception {
        site = new LinkedServer(data);
    }

    @BeforeEach
    void share() {
        site.make("home/a");
        site.put("home/a/f.txt", "one");
        site.put("home/a/f.txt", "two");
        site.put("home/secret.txt", "secret");
        accepted(FakeSite.MARIE, EDIT);
        accepted(FakeSite.RICHARD, Rights.read());
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void accepted(User user, Rights rights) {
        Caller who = site.caller(user);
        Share share = site.sharing
                .shares()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/a"),
                        new Grant.ToUser(who.user()),
                        rights,
                        LocalShares.Terms.usual());
        site.sharing.received().update(who, share.id(), Decision.state(ShareState.ACCEPTED));
    }

    private HttpResponse<String> ask(String user, String method, String path, String... more) throws Exception {
        String[] headers = new String[more.length + 2];
        headers[0] = "Authorization";
        headers[1] = LinkedServer.basic(user, new StringBuilder(user).reverse().toString());
        System.arraycopy(more, 0, headers, 2, more.length);
        return site.ask(method, path, "", headers);
    }

    private String body(String user, String path) throws Exception {
        return ask(user, "GET", path).body();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    /** The address of a trash: of a space, or of something in one. */
    private static String bin(String id) {
        return DAV + "/spaces/trash-bin/" + id.replace("$", "%24").replace("!", "%21");
    }

    private String fileId(String user, String path) throws Exception {
        return ask(user, "HEAD", path).headers().firstValue("OC-FileId").orElseThrow();
    }

    @Test
    void an_editor_brings_an_earlier_content_back_through_the_share_and_a_reader_does_not() throws Exception {
        for (String who : List.of("marie", "richard")) {
            String file = HOME + "/Shares/a/f.txt";
            String meta = DAV + "/meta/" + fileId(who, file) + "/v";
            List<String> keys =
                    found(VERSION, ask(who, "PROPFIND", meta, "Depth", "1").body());
            assertThat(keys).as(who).isNotEmpty();
            String version = meta + "/" + keys.getLast();
            assertThat(body(who, version)).as(who).isEqualTo("one");
            HttpResponse<String> restored = ask(who, "COPY", version, "Destination", site.url() + file);
            assertThat(restored.statusCode()).as(who).isEqualTo(who.equals("marie") ? 204 : 403);
            assertThat(body("einstein", HOME + "/a/f.txt")).as(who).isEqualTo("one");
        }
    }

    @Test
    void an_editor_brings_back_what_was_deleted_below_the_share_and_sees_nothing_else_of_the_trash() throws Exception {
        assertThat(ask("einstein", "DELETE", HOME + "/secret.txt").statusCode()).isEqualTo(204);
        assertThat(ask("marie", "DELETE", HOME + "/Shares/a/f.txt").statusCode())
                .isEqualTo(204);
        assertThat(found(
                        ITEM,
                        ask("marie", "PROPFIND", DAV + "/trash-bin/marie", "Depth", "1")
                                .body()))
                .as("her own trash")
                .isEmpty();
        String all = ask("einstein", "PROPFIND", DAV + "/trash-bin/einstein", "Depth", "1")
                .body();
        assertThat(found(ITEM, all)).containsExactlyInAnyOrder("f.txt", "secret.txt");

        String given = bin(fileId("marie", HOME + "/Shares/a"));
        String seen = ask("marie", "PROPFIND", given, "Depth", "1").body();
        assertThat(found(ITEM, seen)).containsExactly("f.txt");
        String key = found(KEY, seen).getFirst();
        for (String other : found(KEY, all)) {
            if (!other.equals(key)) {
                assertThat(ask("marie", "MOVE", given + "/" + other, "Destination", site.url() + HOME + "/Shares/a/x")
                                .statusCode())
                        .as("by a key of what never lay below the share")
                        .isEqualTo(404);
            }
        }
        assertThat(ask("marie", "DELETE", given + "/" + key).statusCode())
                .as("she may not purge")
                .isEqualTo(403);
        assertThat(ask("richard", "PROPFIND", given, "Depth", "1").statusCode())
                .as("a reader sees no trash")
                .isEqualTo(403);
        String space = fileId("marie", HOME + "/Shares/a").replaceAll("!.*", "");
        assertThat(found(
                        ITEM, ask("marie", "PROPFIND", bin(space), "Depth", "1").body()))
                .as("the trash of the whole space")
                .doesNotContain("secret.txt");
        assertThat(ask("marie", "MOVE", given + "/" + key, "Destination", site.url() + HOME + "/Shares/a/f.txt")
                        .statusCode())
                .isEqualTo(201);
        assertThat(body("einstein", HOME + "/a/f.txt")).isEqualTo("two");
    }
}
