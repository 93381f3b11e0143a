/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** Files that come in chunks. */
@OverWire
class ChunksTest {

    private static final String UPLOADS = "/remote.php/dav/uploads/einstein/";
    private static final String FILE = "Destination: /remote.php/dav/files/einstein/big.bin";

    @TempDir
    Path directory;

    private DavSite site;

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, false);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private long waiting() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("spool").resolve("chunks"))) {
            return files.count();
        }
    }

    private void chunk(String name, String content) throws IOException {
        assertThat(site.put(UPLOADS + name, content)).isEqualTo(201);
    }

    @Test
    void chunks_named_by_their_offsets_are_put_together_in_whatever_order_they_came() throws IOException {
        assertThat(site.status("MKCOL", UPLOADS + "t1", "OC-Total-Length: 11")).isEqualTo(201);
        chunk("t1/0000000000000006", "world");
        chunk("t1/0000000000000000", "hello ");

        Answer moved = site.ask(
                "MOVE",
                UPLOADS + "t1/.file",
                "",
                FILE,
                "OC-Total-Length: 11",
                "X-OC-Mtime: 1500000000",
                "OC-Checksum: SHA1:2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");

        assertThat(moved.status()).isEqualTo(201);
        assertThat(moved.header("X-OC-MTime")).isEqualTo("accepted");
        assertThat(moved.header("OC-FileId")).isNotEmpty();
        Answer file = site.ask("GET", "big.bin", "");
        assertThat(file.body()).isEqualTo("hello world");
        assertThat(file.header("ETag")).isEqualTo(moved.header("OC-ETag"));
        assertThat(waiting()).isZero();
        assertThat(site.status("PROPFIND", UPLOADS + "t1", "Depth: 0")).isEqualTo(404);
    }

    @Test
    void chunks_named_by_their_index_may_begin_with_nought_or_one() throws IOException {
        for (int first : new int[] {0, 1}) {
            String upload = "n" + first;
            site.status("MKCOL", UPLOADS + upload);
            for (int i = 10; i >= 0; i--) {
                if (i < 5) {
                    chunk(upload + "/0000" + (first + i), "" + i);
                }
            }
            assertThat(site.status("MOVE", UPLOADS + upload + "/.file", FILE)).isBetween(201, 204);
            assertThat(site.get("big.bin")).isEqualTo("01234");
        }
    }

    @Test
    void chunks_named_by_their_ranges_are_understood() throws IOException {
        site.status("MKCOL", UPLOADS + "r");
        chunk("r/000000000000000-000000000000003", "abc");
        chunk("r/000000000000003-000000000000005", "de");
        assertThat(site.status("MOVE", UPLOADS + "r/.file", FILE)).isEqualTo(201);
        assertThat(site.get("big.bin")).isEqualTo("abcde");
    }

    @Test
    void a_missing_chunk_or_a_wrong_length_stores_nothing_and_the_upload_goes_on() throws IOException {
        site.status("MKCOL", UPLOADS + "t");
        chunk("t/00000", "one");
        chunk("t/00002", "three");
        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "OC-Total-Length: 8"))
                .isEqualTo(409);
        chunk("t/00001", "two");
        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "OC-Total-Length: 12"))
                .isEqualTo(400);
        assertThat(site.status("GET", "big.bin")).isEqualTo(404);
        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "OC-Total-Length: 11"))
                .isEqualTo(201);
        assertThat(site.get("big.bin")).isEqualTo("onetwothree");
    }

    @Test
    void an_upload_without_a_chunk_empties_no_file_unless_it_is_announced_as_empty() throws IOException {
        site.status("MKCOL", UPLOADS + "e");
        assertThat(site.put("big.bin", "what was there")).isEqualTo(201);
        assertThat(site.status("MOVE", UPLOADS + "e/.file", FILE)).isEqualTo(409);
        assertThat(site.get("big.bin")).isEqualTo("what was there");
        assertThat(site.status("MOVE", UPLOADS + "e/.file", FILE, "OC-Total-Length: 0"))
                .isEqualTo(204);
        assertThat(site.get("big.bin")).isEmpty();
    }

    @Test
    void conditions_are_about_the_destination() throws IOException {
        site.put("big.bin", "old");
        String etag = site.ask("HEAD", "big.bin", "").header("ETag");
        site.status("MKCOL", UPLOADS + "t");
        chunk("t/0", "new");

        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "If-Match: \"other\""))
                .isEqualTo(412);
        assertThat(site.status(
                        "MOVE",
                        UPLOADS + "t/.file",
                        FILE,
                        "If: <http://weft.test/remote.php/dav/files/einstein/big.bin> ([\"other\"])"))
                .isEqualTo(412);
        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "Overwrite: F"))
                .isEqualTo(412);
        assertThat(site.get("big.bin")).isEqualTo("old");

        assertThat(site.status(
                        "MOVE",
                        UPLOADS + "t/.file",
                        FILE,
                        "If: </remote.php/dav/files/einstein/big.bin> ([" + etag + "])"))
                .isEqualTo(204);
        assertThat(site.get("big.bin")).isEqualTo("new");
    }

    @Test
    void a_wrong_checksum_of_the_whole_stores_nothing() throws IOException {
        site.status("MKCOL", UPLOADS + "t");
        chunk("t/0", "new");
        assertThat(site.status(
                        "MOVE",
                        UPLOADS + "t/.file",
                        FILE,
                        "OC-Checksum: SHA1:0000000000000000000000000000000000000000"))
                .isEqualTo(400);
        assertThat(site.status("GET", "big.bin")).isEqualTo(404);
    }

    @Test
    void a_chunk_that_breaks_off_leaves_no_trace_and_a_chunk_sent_again_replaces_the_first() throws Exception {
        site.status("MKCOL", UPLOADS + "t");
        chunk("t/0", "a first try");
        try (RawHttpClient wire = new RawHttpClient(site.port())) {
            wire.send(site.head("einstein", "PUT", UPLOADS + "t/1", "", "Content-Length: 100"));
            wire.send("only so far");
        }
        chunk("t/0", "a second");
        assertThat(site.ask("PROPFIND", UPLOADS + "t", "", "Depth: 1").body())
                .contains("/t/0<", "<d:getcontentlength>8</d:getcontentlength>")
                .doesNotContain("/t/1<");
        assertThat(site.status("MOVE", UPLOADS + "t/.file", FILE, "OC-Total-Length: 8"))
                .isEqualTo(201);
        for (int i = 0; i < 100 && waiting() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void an_upload_is_given_up_by_delete_and_expires_by_itself() throws IOException {
        site.status("MKCOL", UPLOADS + "gone");
        chunk("gone/0", "x");
        assertThat(site.status("DELETE", UPLOADS + "gone")).isEqualTo(204);
        assertThat(site.put(UPLOADS + "gone/1", "y")).isEqualTo(404);
        site.status("MKCOL", UPLOADS + "idle");
        chunk("idle/0", "x");
        site.clock.forward(Duration.ofHours(23));
        chunk("idle/1", "y");
        site.clock.forward(Duration.ofHours(23));
        site.transfers.sweep();
        assertThat(site.status("PROPFIND", UPLOADS + "idle", "Depth: 0")).isEqualTo(207);
        site.clock.forward(Duration.ofHours(2));
        assertThat(site.status("MOVE", UPLOADS + "idle/.file", FILE)).isEqualTo(404);
        site.transfers.sweep();
        assertThat(waiting()).isZero();
    }

    @Test
    void uploads_chunks_and_bytes_of_a_user_have_limits() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(site.status("MKCOL", UPLOADS + "u" + i)).isEqualTo(201);
        }
        assertThat(site.status("MKCOL", UPLOADS + "u0")).isEqualTo(429);
        assertThat(site.status("DELETE", UPLOADS + "u2")).isEqualTo(204);
        assertThat(site.status("MKCOL", UPLOADS + "u0")).isEqualTo(405);
        assertThat(site.status("MKCOL", UPLOADS + "u2", "OC-Total-Length: 1001"))
                .isEqualTo(507);
        for (int i = 0; i < 5; i++) {
            chunk("u0/" + i, "x".repeat(190));
        }
        assertThat(site.put(UPLOADS + "u0/5", "x")).isEqualTo(400);
        assertThat(site.put(UPLOADS + "u1/0", "x".repeat(51))).isEqualTo(507);
    }

    @Test
    void uploads_of_others_are_not_there() throws IOException {
        site.status("MKCOL", UPLOADS + "mine");
        assertThat(site.askAs("marie", "PROPFIND", UPLOADS + "mine", "", "Depth: 0")
                        .status())
                .isEqualTo(404);
        assertThat(site.askAs("marie", "MOVE", "/remote.php/dav/uploads/marie/mine/.file", "", FILE)
                        .status())
                .isEqualTo(404);
        assertThat(site.ask("PROPFIND", UPLOADS, "", "Depth: 1").body()).contains("/uploads/einstein/mine/<");
    }

    @Test
    void names_that_are_no_numbers_and_targets_that_are_no_files_are_refused() throws IOException {
        site.status("MKCOL", UPLOADS + "t");
        assertThat(site.put(UPLOADS + "t/..%2fx", "x")).isEqualTo(400);
        assertThat(site.put(UPLOADS + "t/-1", "x")).isEqualTo(400);
        assertThat(site.put(UPLOADS + "t/99999999999999999999", "x")).isEqualTo(400);
        chunk("t/0", "x");
        assertThat(site.status("MOVE", UPLOADS + "t/0", FILE)).isEqualTo(405);
        assertThat(site.status("MOVE", UPLOADS + "t/.file", "Destination: /remote.php/dav/files/einstein/"))
                .isEqualTo(403);
        assertThat(site.status("MOVE", UPLOADS + "t/.file", "Destination: /remote.php/dav/files/einstein/no/x"))
                .isEqualTo(409);
        assertThat(site.status("MOVE", UPLOADS + "t/.file", "Destination: " + UPLOADS + "t/1"))
                .isEqualTo(403);
        assertThat(site.status("MOVE", UPLOADS + "t/.file")).isEqualTo(400);
    }

    @Test
    void the_older_way_counts_the_chunks_beforehand_and_the_last_to_come_completes_the_file() throws IOException {
        String sum = "OC-Checksum: SHA1:2aae6c35c94fcfb415dbe95f408b9ce91ee846ed";
        Answer last = site.ask("PUT", "big.bin-chunking-4711-2-1", "world", "OC-Chunked: 1", sum);
        assertThat(last.status()).isEqualTo(201);
        assertThat(last.header("ETag")).isEmpty();
        assertThat(site.status("GET", "big.bin")).isEqualTo(404);
        Answer done = site.ask("PUT", "big.bin-chunking-4711-2-0", "hello ", "OC-Chunked: 1", "X-OC-Mtime: 5");
        assertThat(done.status()).isEqualTo(201);
        assertThat(done.header("OC-ETag")).isNotEmpty();
        assertThat(done.header("X-OC-MTime")).isEqualTo("accepted");
        assertThat(site.get("big.bin")).isEqualTo("hello world");
        assertThat(waiting()).isZero();
    }

    @Test
    void without_the_header_such_a_name_is_a_name() throws IOException {
        assertThat(site.put("a-chunking-1-2-0", "x")).isEqualTo(201);
        assertThat(site.get("a-chunking-1-2-0")).isEqualTo("x");
    }

    @Test
    void the_checksum_that_came_with_an_early_chunk_is_judged_at_the_end() throws IOException {
        String wrong = "OC-Checksum: SHA1:0000000000000000000000000000000000000000";
        site.put("big.bin-chunking-1-2-1", "b", "OC-Chunked: 1", wrong);
        assertThat(site.put("big.bin-chunking-1-2-0", "a", "OC-Chunked: 1")).isEqualTo(400);
        assertThat(site.status("GET", "big.bin")).isEqualTo(404);
    }
}
