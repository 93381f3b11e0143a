/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.testing.Eventually.until;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.spi.share.OcmOut;

/** What the secret of a share with another site opens, and what it does not. */
class OcmSecretTest extends SharedBetweenSites {

    @Test
    void the_secret_opens_its_share_and_nothing_else() throws Exception {
        sites();
        paperInFolder();
        assertThat(a.ask("einstein", "MKCOL", HOME + "Other", "").statusCode()).isEqualTo(201);
        OcmOut share = share("home/Relativity", List.of("read"));
        OcmOut other = share("home/Other", List.of("read", "write"));
        String secret = a.secret(share.id());
        String bearer = "Bearer " + secret;
        String root = "/remote.php/dav/ocm/" + share.id();

        assertThat(opened(root, bearer)).isEqualTo(207);
        assertThat(opened(root + "/paper.txt", "bearer " + secret)).isEqualTo(207);
        assertThat(opened("/dav/ocm/" + share.id(), bearer)).isEqualTo(207);
        assertThat(opened("/remote.php/dav/ocm/" + other.id(), bearer)).isEqualTo(401);
        assertThat(opened(root, "Bearer " + a.secret(other.id()))).isEqualTo(401);
        assertThat(opened(root + "/../" + other.id(), bearer)).isIn(400, 401);
        assertThat(opened(root, "Bearer wrong")).isEqualTo(401);
        assertThat(opened(root, "Basic " + base64("einstein:nietsnie"))).isEqualTo(401);
        assertThat(opened("/remote.php/webdav/", bearer)).isEqualTo(401);
        assertThat(a.send("PROPFIND", root, "", "Depth", "infinity", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(a.send("PUT", root + "/new", "x", "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(a.send("DELETE", root, "", "Authorization", bearer).statusCode())
                .isEqualTo(403);
        assertThat(a.send(
                                "COPY",
                                root + "/paper.txt",
                                "",
                                "Destination",
                                "/remote.php/dav/ocm/" + other.id() + "/stolen",
                                "Authorization",
                                bearer)
                        .statusCode())
                .isEqualTo(403);

        String old = "Basic " + base64(secret + ":");
        assertThat(opened("/public.php/webdav/paper.txt", old)).isEqualTo(207);
        assertThat(opened("/remote.php/dav/ocm/paper.txt", old)).isEqualTo(207);
        assertThat(opened(root + "/paper.txt", old)).isEqualTo(207);
    }

    /** Reva's client, as all that are made with gowebdav, asks for the top of a share with a slash in any case. */
    @Test
    void a_single_file_is_at_the_top_of_its_share_with_a_slash_and_without() throws Exception {
        sites();
        paperInFolder();
        OcmOut share = share("home/Relativity/paper.txt", List.of("read", "write"));
        String bearer = "Bearer " + a.secret(share.id());
        String basic = "Basic " + base64(a.secret(share.id()) + ":");
        String content = "E = mc2";
        int round = 0;
        for (String prefix : List.of("/remote.php/dav/ocm/", "/dav/ocm/")) {
            for (String slash : List.of("", "/")) {
                for (String authorization : List.of(bearer, basic)) {
                    String top = prefix + share.id() + slash;
                    assertThat(opened(top, authorization)).isEqualTo(207);
                    assertThat(as(authorization, "HEAD", top, "").statusCode()).isEqualTo(200);
                    assertThat(as(authorization, "GET", top, "").body()).isEqualTo(content);
                    assertThat(as(authorization, "GET", top, "", "Range", "bytes=1-2")
                                    .body())
                            .isEqualTo(content.substring(1, 3));
                    content = "round " + round++;
                    assertThat(as(authorization, "PUT", top, content).statusCode())
                            .isEqualTo(204);
                    assertThat(as(authorization, "GET", top + "/paper.txt", "").statusCode())
                            .as("nothing lies below a file")
                            .isEqualTo(404);
                    assertThat(as(authorization, "DELETE", top, "").statusCode())
                            .isEqualTo(403);
                }
            }
        }
        for (String old : List.of("/public.php/webdav", "/public.php/webdav/", "/remote.php/dav/ocm", "/dav/ocm/")) {
            assertThat(as(basic, "GET", old, "").body()).as(old).isEqualTo(content);
        }
    }

    private HttpResponse<String> as(String authorization, String method, String path, String body, String... more)
            throws IOException {
        String[] headers = Stream.concat(Stream.of("Authorization", authorization), Stream.of(more))
                .toArray(String[]::new);
        return a.send(method, path, body, headers);
    }

    @Test
    void what_lies_beside_a_shared_folder_and_begins_alike_stays_closed() throws Exception {
        sites();
        paperInFolder();
        assertThat(a.ask("einstein", "MKCOL", HOME + "Relativity2", "").statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "Relativity2/draft.txt", "not for you")
                        .statusCode())
                .isEqualTo(201);
        OcmOut share = share("home/Relativity", List.of("read", "write"));
        accept();
        String secret = a.secret(share.id());
        assertThat(Base64.getUrlDecoder().decode(secret)).hasSize(32);
        String bearer = "Bearer " + secret;
        String root = "/remote.php/dav/ocm/" + share.id();

        for (String path : List.of(
                root + "2/draft.txt",
                root + "/../Relativity2/draft.txt",
                root + "/%2e%2e/Relativity2/draft.txt",
                root + "/..%2fRelativity2%2fdraft.txt",
                root + "/%252e%252e/Relativity2/draft.txt",
                root + "/..%5cRelativity2/draft.txt")) {
            assertThat(opened(path, bearer)).as(path).isIn(400, 401, 404);
        }
        for (String to : List.of(root + "/../Relativity2/x", root + "2/x", "/remote.php/webdav/Relativity2/x")) {
            for (String method : List.of("MOVE", "COPY")) {
                assertThat(a.send(method, root + "/paper.txt", "", "Destination", to, "Authorization", bearer)
                                .statusCode())
                        .as(method + to)
                        .isBetween(400, 502);
            }
        }
        assertThat(get("Relativity2/draft.txt")).isEqualTo("404");
        assertThat(get("Relativity/paper.txt")).isEqualTo("E = mc2");
        assertThat(a.ask("einstein", "PROPFIND", HOME + "Relativity2/", "", "Depth", "1")
                        .body())
                .doesNotContain("Relativity2/x");
    }

    @Test
    void a_share_that_is_over_opens_nothing() throws Exception {
        sites();
        paperInFolder();
        OcmOut share = share("home/Relativity", List.of("read"));
        accept();
        Instant soon = Instant.now().plusMillis(800);
        a.shares
                .sharing()
                .sent()
                .update(EINSTEIN, share.id(), new OutgoingShares.Changes(Optional.empty(), true, Optional.of(soon)));
        until(() -> get("Relativity/paper.txt").equals("404"));
        assertThat(opened("/remote.php/dav/ocm/" + share.id(), "Bearer " + a.secret(share.id())))
                .isEqualTo(401);

        a.sharing.sweep().run();
        assertThat(a.sharing.rows().find(share.id())).isEmpty();
        until(() -> b.received(MARIE).isEmpty());
    }

    private int opened(String path, String authorization) throws IOException {
        return a.send("PROPFIND", path, "", "Depth", "0", "Authorization", authorization)
                .statusCode();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
