/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

@OverWire
class VersionsTest {

    private static final Pattern KEY = Pattern.compile("/v/([^/<]+)</d:href>");

    private final DavSite site;
    private String meta = "";

    VersionsTest(@TempDir Path data) throws IOException {
        site = new DavSite(data, true);
    }

    @BeforeEach
    void a_file_with_two_earlier_contents() throws IOException {
        site.put("a.txt", "one", "X-OC-Mtime: 1000000000");
        site.put("a.txt", "two!");
        site.put("a.txt", "three");
        meta = "/remote.php/dav/meta/" + site.ask("HEAD", "a.txt", "").header("OC-FileId");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private List<String> keys() throws IOException {
        return KEY.matcher(site.ask("PROPFIND", meta + "/v", "", "Depth: 1").body())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void earlier_contents_are_listed_newest_first_behind_their_folder() throws IOException {
        Answer answer = site.ask("PROPFIND", meta + "/v", "", "Depth: 1");
        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body())
                .contains("/v/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/>")
                .containsSubsequence("<d:getcontentlength>4<", "<d:getcontentlength>3<")
                .contains("<d:getlastmodified>Sun, 09 Sep 2001 01:46:40 GMT<")
                .contains("<d:getcontenttype>text/plain")
                .contains("<d:getetag>&quot;");
        assertThat(keys()).hasSize(2);
        assertThat(site.ask("PROPFIND", meta + "/v", "", "Depth: 0").body()).doesNotContain("getcontentlength");
    }

    @Test
    void an_earlier_content_is_downloaded_whole_or_in_part() throws IOException {
        String oldest = meta + "/v/" + keys().getLast();
        assertThat(site.get(oldest)).isEqualTo("one");
        Answer part = site.ask("GET", oldest, "", "Range: bytes=1-");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("ne");
        Answer head = site.ask("HEAD", oldest, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("3");
        assertThat(site.ask("GET", oldest, "", "If-None-Match: " + head.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(site.status("GET", meta + "/v/missing")).isEqualTo(404);
    }

    @Test
    void a_copy_to_the_file_restores_and_keeps_what_was_there() throws IOException {
        String oldest = meta + "/v/" + keys().getLast();
        String id = site.ask("HEAD", "a.txt", "").header("OC-FileId");
        Answer restored = site.ask("COPY", oldest, "", "Destination: /remote.php/dav/files/einstein/a.txt");
        assertThat(restored.status()).isEqualTo(204);
        assertThat(restored.header("OC-FileId")).isEqualTo(id);
        assertThat(site.get("a.txt")).isEqualTo("one");
        assertThat(site.get(meta + "/v/" + keys().getFirst())).isEqualTo("three");
        assertThat(site.status("COPY", meta + "/v/" + keys().getFirst())).isEqualTo(204);
        assertThat(site.get("a.txt")).isEqualTo("three");
    }

    @Test
    void a_copy_to_another_place_makes_a_file_there() throws IOException {
        String oldest = meta + "/v/" + keys().getLast();
        String to = "Destination: /remote.php/dav/files/einstein/b.txt";
        assertThat(site.status("COPY", oldest, to)).isEqualTo(201);
        assertThat(site.get("b.txt")).isEqualTo("one");
        assertThat(site.get("a.txt")).isEqualTo("three");
        assertThat(site.status("COPY", oldest, to, "Overwrite: F")).isEqualTo(412);
    }

    @Test
    void a_restore_needs_the_lock() throws IOException {
        String lock =
                "<lockinfo xmlns='DAV:'><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>";
        String token = site.ask("LOCK", "a.txt", lock).header("Lock-Token");
        String oldest = meta + "/v/" + keys().getLast();
        assertThat(site.status("COPY", oldest)).isEqualTo(423);
        assertThat(site.get("a.txt")).isEqualTo("three");
        assertThat(site.status("COPY", oldest, "If: </remote.php/webdav/a.txt> (" + token + ")"))
                .isEqualTo(204);
        assertThat(site.get("a.txt")).isEqualTo("one");
    }

    @Test
    void the_entry_of_a_file_tells_where_it_is() throws IOException {
        String ask = "<propfind xmlns='DAV:'><prop><meta-path-for-user xmlns='http://owncloud.org/ns'/>"
                + "<x xmlns='urn:x'/></prop></propfind>";
        assertThat(site.ask("PROPFIND", meta, ask, "Depth: 0").body())
                .contains("<oc:meta-path-for-user>/a.txt</oc:meta-path-for-user>")
                .contains("404 Not Found");
    }

    @Test
    void versions_of_anothers_file_are_not_there() throws IOException {
        String oldest = meta + "/v/" + keys().getLast();
        assertThat(site.askAs("marie", "PROPFIND", meta + "/v", "").status()).isEqualTo(404);
        assertThat(site.askAs("marie", "GET", oldest, "").status()).isEqualTo(404);
        assertThat(site.askAs("marie", "COPY", oldest, "").status()).isEqualTo(404);
    }

    @Test
    void only_what_has_a_meaning_is_allowed() throws IOException {
        assertThat(site.ask("OPTIONS", meta + "/v/k", "").header("Allow"))
                .isEqualTo("OPTIONS, GET, HEAD, PROPFIND, COPY");
        assertThat(site.status("DELETE", meta + "/v/" + keys().getLast())).isEqualTo(405);
        assertThat(site.status("PROPFIND", "/remote.php/dav/meta/nonsense/v")).isEqualTo(400);
    }
}
