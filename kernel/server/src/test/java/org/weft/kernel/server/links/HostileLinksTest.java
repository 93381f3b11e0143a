/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.share.Link;

/** What somebody tries with a link who wants more than it gives. */
@OverWire
class HostileLinksTest {

    private static final int LEVELS = 100;

    @TempDir
    Path folder;

    private LinkedServer site;
    private String base = "";
    private Link link;

    @BeforeEach
    void start() throws Exception {
        site = new LinkedServer(folder);
        site.make("home/a");
        site.make("home/a/b");
        site.make("home/a/bc");
        site.put("home/a/b/mine.txt", "0123456789");
        site.put("home/a/bc/secret.txt", "secret");
        site.put("home/a/b.txt", "secret");
        link = site.links
                .links()
                .create(site.einstein(), LinkedServer.at("home/a/b"), NewLink.of(LinkType.EDIT.rights()));
        base = "/remote.php/dav/public-files/" + link.token();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private HttpResponse<String> ask(String method, String target, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(site.url() + target)).method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return site.client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c/secret.txt",
                "/../bc/secret.txt",
                "/%2e%2e/bc/secret.txt",
                "/..%2fbc%2fsecret.txt",
                "/%2e%2e%2fbc/secret.txt",
                "/mine.txt/../../bc/secret.txt",
                "/..%5cbc%5csecret.txt",
                "/%252e%252e/bc/secret.txt",
                "/..;/bc/secret.txt",
                "/mine.txt%00/../../bc/secret.txt",
                "/../b.txt"
            })
    void no_spelling_of_a_path_leads_to_a_neighbour_whose_name_begins_alike(String path) throws Exception {
        for (String method : new String[] {"GET", "HEAD", "PROPFIND", "DELETE"}) {
            HttpResponse<String> answer = ask(method, base + path, "Depth", "0");
            assertThat(answer.statusCode()).as(method).isIn(400, 401, 403, 404, 405);
            assertThat(answer.body()).doesNotContain("secret<", "E = ");
        }
        assertThat(ask("GET", base + "/mine.txt").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../bc", "/%2e%2e/bc/x", "c", "/..%2fbc%2fx"})
    void nothing_is_moved_or_copied_to_a_neighbour(String to) throws Exception {
        for (String method : new String[] {"MOVE", "COPY"}) {
            HttpResponse<String> answer =
                    ask(method, base + "/mine.txt", "Destination", site.url() + base + to, "Overwrite", "T");
            assertThat(answer.statusCode()).as(method).isBetween(400, 502);
        }
        assertThat(ask("GET", base + "/mine.txt").body()).isEqualTo("0123456789");
    }

    @Test
    void the_page_and_the_archiver_stay_within_the_link_too() throws Exception {
        for (String path : new String[] {"../bc", "%2e%2e/bc", "..%2fbc", "/../bc", "..%5cbc"}) {
            assertThat(ask("GET", "/s/" + link.token() + "/download?path=" + path)
                            .statusCode())
                    .as(path)
                    .isIn(400, 404);
            assertThat(ask("GET", "/archiver?format=zip&public-token=" + link.token() + "&path=" + path)
                            .statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        String id = site.make("home/a/bc/deep").id().toString();
        assertThat(ask(
                                "GET",
                                "/archiver?format=zip&public-token=" + link.token() + "&id="
                                        + java.net.URLEncoder.encode(id, java.nio.charset.StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void names_longer_than_any_storage_takes_are_refused_and_not_cut() throws Exception {
        String longest = "n".repeat(255);
        assertThat(ask("MKCOL", base + "/" + longest).statusCode()).isEqualTo(201);
        assertThat(ask("MKCOL", base + "/" + longest + "n").statusCode()).isBetween(400, 499);
        assertThat(ask("PROPFIND", base, "Depth", "1").body()).contains(longest).doesNotContain(longest + "n");
    }

    @Test
    void a_hundred_levels_are_walked_listed_and_packed() throws Exception {
        StringBuilder path = new StringBuilder("home/a/b");
        for (int level = 0; level < LEVELS; level++) {
            path.append("/d");
            site.make(path.toString());
        }
        site.put(path + "/deep.txt", "deep");
        String below = "/d".repeat(LEVELS);

        assertThat(ask("GET", base + below + "/deep.txt").body()).isEqualTo("deep");
        assertThat(ask("PROPFIND", base + below, "Depth", "1").body()).contains("deep.txt");
        HttpResponse<byte[]> zip = site.client.send(
                HttpRequest.newBuilder(URI.create(site.url() + "/s/" + link.token() + "/download"))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(new String(zip.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains(below.substring(1) + "/deep.txt");
    }

    @Test
    void parts_of_a_file_are_downloaded_by_a_link() throws Exception {
        for (String address : new String[] {base + "/mine.txt", "/s/" + link.token() + "/download?path=mine.txt"}) {
            HttpResponse<String> part = ask("GET", address, "Range", "bytes=2-4");
            assertThat(part.statusCode()).as(address).isEqualTo(206);
            assertThat(part.body()).isEqualTo("234");
            assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
            assertThat(ask("GET", address, "Range", "bytes=-3").body()).isEqualTo("789");
            assertThat(ask("GET", address, "Range", "bytes=10-").statusCode()).isEqualTo(416);
        }
    }
}
