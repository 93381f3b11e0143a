/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** LOCK, UNLOCK and the If header over real sockets. */
@OverWire
class LocksTest {

    @TempDir
    Path directory;

    private DavSite site;

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, true);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String info(String scope) {
        return "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:" + scope + "/></d:lockscope><d:locktype><d:write/>"
                + "</d:locktype><d:owner><d:href>me &amp; mine</d:href></d:owner></d:lockinfo>";
    }

    private String lock(String path, String scope, String... headers) throws IOException {
        Answer answer = site.ask("LOCK", path, info(scope), headers);
        assertThat(answer.status()).isIn(200, 201);
        String coded = answer.header("Lock-Token");
        assertThat(coded).startsWith("<urn:uuid:");
        return coded;
    }

    @Test
    void a_lock_is_told_whole() throws IOException {
        site.put("f", "x");
        Answer answer = site.ask("LOCK", "f", info("exclusive"), "Timeout: Infinite, Second-60", "Depth: 0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<d:lockscope><d:exclusive/></d:lockscope>")
                .contains("<d:depth>0</d:depth>")
                .contains("me &amp; mine</")
                .contains("<d:timeout>Second-86400</d:timeout>")
                .contains("<d:lockroot><d:href>/remote.php/webdav/f</d:href></d:lockroot>");
    }

    @Test
    void an_unmapped_url_becomes_an_empty_file_with_201() throws IOException {
        Answer answer = site.ask("LOCK", "new", info("exclusive"));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(site.ask("HEAD", "new", "").header("Content-Length")).isEqualTo("0");
        assertThat(site.ask("LOCK", "none/new", info("exclusive")).status()).isEqualTo(409);
    }

    @Test
    void who_does_not_show_the_token_changes_nothing() throws IOException {
        site.put("f", "x");
        String token = lock("f", "exclusive");
        assertThat(site.put("f", "y")).isEqualTo(423);
        assertThat(site.ask("PUT", "f", "y").body()).contains("<d:lock-token-submitted>");
        assertThat(site.status("DELETE", "f")).isEqualTo(423);
        assertThat(site.status("MOVE", "f", "Destination: /webdav/g")).isEqualTo(423);
        assertThat(site.put("f", "y", "If: (" + token + ")")).isEqualTo(204);
        assertThat(site.put("f", "y", "If: <http://weft.test/remote.php/webdav/f> (" + token + ")"))
                .isEqualTo(204);
        assertThat(site.put("f", "y", "If: (<urn:uuid:other>)")).isEqualTo(412);
        assertThat(site.put("f", "y", "If: (" + token + " [\"stale\"])")).isEqualTo(412);
        assertThat(site.put("f", "y", "If: (Not <DAV:no-lock>)")).isEqualTo(423);
    }

    @Test
    void a_deep_lock_covers_what_is_below_and_tells_its_root() throws IOException {
        site.status("MKCOL", "a");
        site.put("a/f", "x");
        String token = lock("a", "exclusive");
        assertThat(site.put("a/f", "y")).isEqualTo(423);
        assertThat(site.put("a/new", "y")).isEqualTo(423);
        assertThat(site.put("a/new", "y", "If: </remote.php/webdav/a> (" + token + ")"))
                .isEqualTo(201);
        assertThat(site.ask(
                                "PROPFIND",
                                "a/f",
                                "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:lockdiscovery/></d:prop></d:propfind>",
                                "Depth: 0")
                        .body())
                .contains("<d:lockroot><d:href>/remote.php/webdav/a/</d:href></d:lockroot>");
        assertThat(site.status("UNLOCK", "a/f", "Lock-Token: " + token)).isEqualTo(204);
        assertThat(site.put("a/f", "y")).isEqualTo(204);
    }

    @Test
    void shared_locks_agree_with_each_other_only() throws IOException {
        site.put("f", "x");
        String one = lock("f", "shared");
        String two = lock("f", "shared");
        assertThat(one).isNotEqualTo(two);
        assertThat(site.ask("LOCK", "f", info("exclusive")).status()).isEqualTo(423);
        assertThat(site.put("f", "y")).isEqualTo(423);
        assertThat(site.put("f", "y", "If: (" + one + ")")).isEqualTo(204);
    }

    @Test
    void a_lock_is_refreshed_without_a_body() throws IOException {
        site.put("f", "x");
        String token = lock("f", "exclusive", "Timeout: Second-60");
        Answer refreshed = site.ask("LOCK", "f", "", "If: (" + token + ")", "Timeout: Second-120");
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.body()).contains("<d:timeout>Second-120</d:timeout>");
        assertThat(site.status("LOCK", "f")).isEqualTo(400);
        assertThat(site.status("LOCK", "f", "If: (<urn:uuid:other>)")).isEqualTo(412);
    }

    @Test
    void unlock_needs_the_right_token() throws IOException {
        site.put("f", "x");
        String token = lock("f", "exclusive");
        assertThat(site.status("UNLOCK", "f")).isEqualTo(400);
        assertThat(site.status("UNLOCK", "f", "Lock-Token: nonsense")).isEqualTo(400);
        assertThat(site.status("UNLOCK", "f", "Lock-Token: <urn:uuid:other>")).isEqualTo(409);
        assertThat(site.status("UNLOCK", "f", "Lock-Token: " + token)).isEqualTo(204);
        assertThat(site.status("UNLOCK", "f", "Lock-Token: " + token)).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({"Depth: 1", "Timeout: Second-x", "Timeout: soon", "Depth: deep"})
    void malformed_headers_are_400(String header) throws IOException {
        site.put("f", "x");
        assertThat(site.ask("LOCK", "f", info("exclusive"), header).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<d:lockinfo xmlns:d=\"DAV:\"/>",
                "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:none/></d:lockscope><d:locktype><d:write/></d:locktype></d:lockinfo>",
                "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:shared/></d:lockscope></d:lockinfo>",
                "<a/>",
                "<a"
            })
    void a_malformed_lockinfo_is_400(String body) throws IOException {
        site.put("f", "x");
        assertThat(site.ask("LOCK", "f", body).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "()", "x", "(<a>)", "</f>"})
    void a_malformed_if_is_400(String header) throws IOException {
        assertThat(site.put("f", "x", "If: " + header)).isEqualTo(400);
        assertThat(site.status("HEAD", "f")).isEqualTo(404);
    }

    @Test
    void locks_do_not_travel() throws IOException {
        site.put("f", "x");
        String token = lock("f", "exclusive");
        assertThat(site.status("COPY", "f", "Destination: /webdav/copy")).isEqualTo(201);
        assertThat(site.put("copy", "y")).isEqualTo(204);
        assertThat(site.status("MOVE", "f", "Destination: /webdav/moved", "If: (" + token + ")"))
                .isEqualTo(201);
        assertThat(site.put("moved", "y")).isEqualTo(204);
    }
}
