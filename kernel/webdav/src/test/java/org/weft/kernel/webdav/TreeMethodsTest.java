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
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** OPTIONS, MKCOL, DELETE, COPY and MOVE over real sockets. */
@OverWire
class TreeMethodsTest {

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

    @Test
    void options_tell_the_classes_that_the_mount_really_has() throws IOException {
        Answer home = site.ask("OPTIONS", "", "");
        assertThat(home.header("DAV")).isEqualTo("1, 2, 3");
        assertThat(home.header("MS-Author-Via")).isEqualTo("DAV");
        assertThat(home.header("Allow")).contains("PROPPATCH", "LOCK");
        assertThat(site.ask("OPTIONS", "/dav/tree/common", "").header("DAV")).isEqualTo("1, 3");
        assertThat(site.ask("OPTIONS", "/dav/tree/common", "").header("Allow")).doesNotContain("LOCK");
    }

    @Test
    void folders_are_made_once_below_a_folder_and_without_a_body() throws IOException {
        assertThat(site.status("MKCOL", "a/")).isEqualTo(201);
        assertThat(site.status("MKCOL", "a")).isEqualTo(405);
        assertThat(site.status("MKCOL", "none/b")).isEqualTo(409);
        assertThat(site.ask("MKCOL", "b", "<x/>").status()).isEqualTo(415);
        assertThat(site.status("MKCOL", "")).isEqualTo(405);
    }

    @Test
    void deletes_take_all_or_nothing() throws IOException {
        site.status("MKCOL", "a");
        site.put("a/f", "x");
        assertThat(site.status("DELETE", "a", "Depth: 0")).isEqualTo(400);
        assertThat(site.status("DELETE", "a")).isEqualTo(204);
        assertThat(site.status("DELETE", "a")).isEqualTo(404);
        assertThat(site.status("DELETE", "")).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"MOVE, 201", "COPY, 201"})
    void a_destination_is_an_absolute_path_or_a_url_of_this_host(String method, int status) throws IOException {
        site.put("f", "x");
        site.put("g", "y");
        assertThat(site.status(method, "f", "Destination: /remote.php/webdav/f2%20a"))
                .isEqualTo(status);
        assertThat(site.status(method, "g", "Destination: http://weft.test/dav/files/einstein/g2"))
                .isEqualTo(status);
        assertThat(site.get("f2%20a") + site.get("g2")).isEqualTo("xy");
        assertThat(site.status("HEAD", "f")).isEqualTo(method.equals("MOVE") ? 404 : 200);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "Destination: , 400",
        "Destination: relative, 400",
        "Destination: http://elsewhere.test/remote.php/webdav/g, 502",
        "Destination: http://weft.test/nowhere/g, 404",
        "Destination: /remote.php/webdav/a%2Fb, 400",
        "Destination: /remote.php/webdav/../g, 400",
        "Destination: /remote.php/webdav/none/g, 409",
        "Destination: /remote.php/webdav/f, 403",
        "Destination: /remote.php/webdav/, 403",
        "Destination: /dav/files/marie/g, 404"
    })
    void a_destination_that_leads_nowhere_is_refused_and_nothing_lost(String header, int status) throws IOException {
        site.put("f", "x");
        String[] headers = header.isEmpty() ? new String[0] : new String[] {header};
        assertThat(site.status("MOVE", "f", headers)).isEqualTo(status);
        assertThat(site.status("COPY", "f", headers)).isEqualTo(status);
        assertThat(site.get("f")).isEqualTo("x");
    }

    @Test
    void overwrite_and_depth_are_obeyed() throws IOException {
        site.put("f", "x");
        site.put("g", "y");
        for (String method : new String[] {"COPY", "MOVE"}) {
            assertThat(site.status(method, "f", "Destination: /webdav/g", "Overwrite: F"))
                    .isEqualTo(412);
            assertThat(site.status(method, "f", "Destination: /webdav/g", "Overwrite: maybe"))
                    .isEqualTo(400);
            assertThat(site.status(method, "f", "Destination: /webdav/h", "Depth: 1"))
                    .isEqualTo(400);
        }
        assertThat(site.get("g")).isEqualTo("y");
        assertThat(site.status("COPY", "f", "Destination: /webdav/g", "Overwrite: T"))
                .isEqualTo(204);
        assertThat(site.get("g")).isEqualTo("x");
    }

    @Test
    void trees_are_copied_deep_or_shallow_and_replace_what_is_there() throws IOException {
        site.status("MKCOL", "a");
        site.put("a/f", "x");
        assertThat(site.status("COPY", "a", "Destination: /webdav/deep")).isEqualTo(201);
        assertThat(site.get("deep/f")).isEqualTo("x");
        assertThat(site.status("COPY", "a", "Destination: /webdav/shallow", "Depth: 0"))
                .isEqualTo(201);
        assertThat(site.status("HEAD", "shallow/f")).isEqualTo(404);
        assertThat(site.status("MOVE", "a", "Destination: /webdav/a/below")).isEqualTo(409);
        site.put("file", "z");
        assertThat(site.status("COPY", "file", "Destination: /webdav/deep")).isEqualTo(204);
        assertThat(site.get("deep")).isEqualTo("z");
        assertThat(site.get("a/f")).isEqualTo("x");
    }

    @Test
    void another_users_home_is_out_of_reach() throws IOException {
        site.put("f", "mine");
        assertThat(site.askAs("marie", "GET", "f", "").status()).isEqualTo(404);
        String id = site.ask("HEAD", "f", "").header("OC-FileId");
        assertThat(site.ask("GET", "/dav/spaces/" + id, "").body()).isNotNull();
        assertThat(site.askAs("marie", "GET", "/dav/spaces/" + id, "").status()).isEqualTo(404);
    }
}
