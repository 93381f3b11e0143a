/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** GET, HEAD and PUT over real sockets. */
@OverWire
class FileMethodsTest {

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
    void a_new_file_is_201_a_replaced_one_204_and_both_tell_what_was_stored() throws IOException {
        Answer created = site.ask("PUT", "f", "one", "X-OC-Mtime: 1500000000");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("X-OC-MTime")).isEqualTo("accepted");
        assertThat(created.header("Last-Modified")).isEqualTo("Fri, 14 Jul 2017 02:40:00 GMT");
        Answer replaced = site.ask("PUT", "f", "two");
        assertThat(replaced.status()).isEqualTo(204);
        assertThat(replaced.header("X-OC-MTime")).isEmpty();
        assertThat(replaced.header("OC-FileId"))
                .isEqualTo(created.header("OC-FileId"))
                .startsWith("id-homes$");
        assertThat(replaced.header("ETag")).isNotEqualTo(created.header("ETag")).isEqualTo(replaced.header("OC-ETag"));
        assertThat(site.get("f")).isEqualTo("two");
    }

    @Test
    void finder_puts_in_chunks_and_tells_the_length_apart() throws IOException {
        Answer answer = site.ask(
                "PUT", "f", "3\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked", "X-Expected-Entity-Length: 3");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(site.get("f")).isEqualTo("abc");
        assertThat(site.ask(
                                "PUT",
                                "f",
                                "3\r\nxyz\r\n0\r\n\r\n",
                                "Transfer-Encoding: chunked",
                                "X-Expected-Entity-Length: 4")
                        .status())
                .isEqualTo(400);
        assertThat(site.get("f")).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource({
        "OC-Checksum: SHA1:a9993e364706816aba3e25717850c26c9cd0d89d, 201",
        "OC-Checksum: SHA1:0000000000000000000000000000000000000000, 400",
        "OC-Checksum: ADLER32:24d0127, 201",
        "OC-Checksum: MD5:900150983cd24fb0d6963f7d28e17f72, 201",
        "OC-Checksum: CRC32:352441c2, 201",
        "OC-Checksum: nonsense, 400",
        "OC-Checksum: SHA1:xyz, 400",
        "Upload-Checksum: sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=, 201",
        "Upload-Checksum: sha1 AAAA, 400",
        "Content-MD5: kAFQmDzST7DWlj99KOF/cg==, 201",
        "Digest: sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=, 201",
        "Repr-Digest: sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:, 201"
    })
    void checksums_are_judged_in_all_spellings(String header, int status) throws IOException {
        assertThat(site.put("f", "abc", header)).isEqualTo(status);
        assertThat(site.status("HEAD", "f")).isEqualTo(status == 201 ? 200 : 404);
    }

    @Test
    void what_cannot_be_stored_is_refused_by_name() throws IOException {
        assertThat(site.put("f", "abc", "Content-Range: bytes 0-2/9")).isEqualTo(400);
        assertThat(site.put("none/f", "abc")).isEqualTo(409);
        site.status("MKCOL", "folder");
        assertThat(site.put("folder", "abc")).isEqualTo(409);
        assertThat(site.put("folder/", "abc")).isEqualTo(409);
        assertThat(site.put("f", "abc", "X-OC-Mtime: soon")).isEqualTo(400);
        assertThat(site.put("f", "abc", "If-Match: unquoted")).isEqualTo(400);
        assertThat(site.put("f%5Cg", "abc")).isEqualTo(400);
        assertThat(site.status("HEAD", "f")).isEqualTo(404);
    }

    @Test
    void preconditions_are_judged() throws IOException {
        String etag = site.ask("PUT", "f", "one").header("ETag");
        assertThat(site.put("f", "two", "If-None-Match: *")).isEqualTo(412);
        assertThat(site.put("f", "two", "If-Match: \"other\"")).isEqualTo(412);
        assertThat(site.put("f", "two", "If-Match: W/" + etag)).isEqualTo(412);
        assertThat(site.put("f", "two", "If-None-Match: " + etag)).isEqualTo(412);
        assertThat(site.put("f", "two", "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"))
                .isEqualTo(412);
        assertThat(site.put("new", "two", "If-Match: *")).isEqualTo(412);
        assertThat(site.status("DELETE", "f", "If-Match: \"other\"")).isEqualTo(412);
        assertThat(site.status("MOVE", "f", "If-Match: \"other\"", "Destination: /webdav/g"))
                .isEqualTo(412);
        assertThat(site.get("f")).isEqualTo("one");
        assertThat(site.put("f", "two", "If-Match: \"other\", " + etag)).isEqualTo(204);
        assertThat(site.put("new", "two", "If-None-Match: *")).isEqualTo(201);
    }

    @Test
    void of_racing_writers_with_the_same_etag_exactly_one_wins() throws Exception {
        String etag = site.ask("PUT", "f", "base").header("ETag");
        List<Future<Integer>> answers = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                String mine = "writer " + i;
                answers.add(writers.submit(() -> site.put("f", mine, "If-Match: " + etag)));
            }
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses).filteredOn(status -> status == 204).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 412).hasSize(31);
    }

    @Test
    void an_upload_that_breaks_off_changes_nothing() throws IOException {
        String etag = site.ask("PUT", "f", "old").header("ETag");
        try (RawHttpClient wire = new RawHttpClient(site.port())) {
            wire.send(site.head("einstein", "PUT", "f", "", "Content-Length: 1000"))
                    .send("only a part");
        }
        try (RawHttpClient wire = new RawHttpClient(site.port())) {
            wire.send(site.head("einstein", "PUT", "g", "", "Transfer-Encoding: chunked"))
                    .send("5\nparts\n");
        }
        assertThat(site.ask("GET", "f", "").header("ETag")).isEqualTo(etag);
        assertThat(site.get("f")).isEqualTo("old");
        assertThat(site.status("HEAD", "g")).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 206, bytes 0-3/10, 0123",
        "bytes=-2, 206, bytes 8-9/10, 89",
        "bytes=7-, 206, bytes 7-9/10, 789",
        "bytes=7-99, 206, bytes 7-9/10, 789",
        "bytes=9-3, 200, '', 0123456789",
        "chars=0-3, 200, '', 0123456789"
    })
    void one_range_is_sent_alone(String range, int status, String contentRange, String body) throws IOException {
        site.put("f", "0123456789");
        Answer answer = site.ask("GET", "f", "", "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void several_ranges_come_in_parts_and_none_is_416() throws IOException {
        site.put("f.txt", "0123456789");
        Answer parts = site.ask("GET", "f.txt", "", "Range: bytes=0-1,-1");
        assertThat(parts.status()).isEqualTo(206);
        assertThat(parts.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(parts.body())
                .contains("Content-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--")
                .contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n--");
        assertThat(site.ask("GET", "f.txt", "", "Range: bytes=0-5,5-6").status())
                .isEqualTo(200);
        Answer none = site.ask("GET", "f.txt", "", "Range: bytes=10-");
        assertThat(none.status()).isEqualTo(416);
        assertThat(none.header("Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void reads_are_conditional() throws IOException {
        Answer put = site.ask("PUT", "f", "0123456789", "X-OC-Mtime: 1500000000");
        String etag = put.header("ETag");
        Answer same = site.ask("GET", "f", "", "If-None-Match: W/" + etag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(etag);
        assertThat(site.ask("HEAD", "f", "", "If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(site.status("GET", "f", "If-Modified-Since: Fri, 14 Jul 2017 02:40:00 GMT"))
                .isEqualTo(304);
        assertThat(site.status("GET", "f", "If-Modified-Since: Fri, 14 Jul 2017 02:39:59 GMT"))
                .isEqualTo(200);
        assertThat(site.status("GET", "f", "If-Modified-Since: Fri, 14 Jul 2017 02:40:00 GMT", "If-None-Match: \"x\""))
                .isEqualTo(200);
        assertThat(site.status("GET", "f", "If-Match: \"x\"")).isEqualTo(412);
        assertThat(site.status("GET", "f", "If-Unmodified-Since: Fri, 14 Jul 2017 02:39:59 GMT"))
                .isEqualTo(412);
        assertThat(site.status("GET", "f", "Range: bytes=0-1", "If-Range: " + etag))
                .isEqualTo(206);
        assertThat(site.status("GET", "f", "Range: bytes=0-1", "If-Range: \"x\""))
                .isEqualTo(200);
        assertThat(site.status("GET", "f", "Range: bytes=0-1", "If-Range: Fri, 14 Jul 2017 02:40:00 GMT"))
                .isEqualTo(206);
    }

    @Test
    void a_get_opens_once_and_a_put_stats_never() throws IOException {
        site.put("f", "x");
        site.calls.take();
        site.get("f");
        assertThat(site.calls.take()).containsOnlyKeys("open");
        site.put("f", "y");
        assertThat(site.calls.take()).containsOnlyKeys("put");
    }

    @Test
    void a_folder_is_a_page_that_escapes_names() throws IOException {
        site.status("MKCOL", "folder");
        site.put("folder/%3Cscript%3E&%22", "x");
        Answer page = site.ask("GET", "folder/", "");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(page.body())
                .contains("<a href=\"/remote.php/webdav/folder/%3Cscript%3E%26%22\">&lt;script&gt;&amp;&quot;</a>")
                .doesNotContain("<script>");
        assertThat(site.status("GET", "folder")).isEqualTo(200);
        site.put("f", "x");
        assertThat(site.status("GET", "f/")).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void methods_without_meaning_here_are_405_and_tell_what_is_allowed(String method) throws IOException {
        Answer answer = site.ask(method, "", "");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("PROPFIND", "LOCK");
        assertThat(site.status("FROBNICATE", "")).isEqualTo(501);
    }

    @Test
    void errors_are_in_the_namespaces_that_clients_read() throws IOException {
        Answer answer = site.ask("GET", "none", "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .contains("<d:error xmlns:d=\"DAV:\" xmlns:s=\"http://sabredav.org/ns\">")
                .contains("<s:exception>Sabre\\DAV\\Exception\\NotFound</s:exception><s:message>");
    }

    @Test
    void a_storage_that_breaks_off_before_the_first_byte_is_away_for_a_while() throws IOException {
        site.ask("PUT", "f", "content");
        site.homes.breakReading("f");

        for (String range : List.of("X-None: 1", "Range: bytes=2-3")) {
            Answer answer = site.ask("GET", "f", "", range);
            assertThat(answer.status()).as(range).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("10");
            assertThat(answer.body()).contains("broke off").doesNotContain("secret", "java.io");
        }
    }
}
