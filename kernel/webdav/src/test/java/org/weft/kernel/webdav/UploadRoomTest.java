/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.OverWire;

/** Uploads in parts take room of their space before their files are there: here of a home of 600 bytes. */
@OverWire
class UploadRoomTest {

    private static final String UPLOADS = "/remote.php/dav/uploads/einstein/";
    private static final String FILES = "/remote.php/dav/files/einstein/";

    @TempDir
    Path directory;

    private DavSite site;

    @BeforeEach
    void start() throws IOException {
        site = new DavSite(directory, false, new MemoryStorage(600));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private int begin(String name, int total) throws IOException {
        return site.status("MKCOL", UPLOADS + name, "OC-Total-Length: " + total);
    }

    private Answer tus(String name, int length) throws IOException {
        String filename = Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
        return site.ask(
                "POST",
                FILES,
                "",
                "Tus-Resumable: 1.0.0",
                "Upload-Length: " + length,
                "Upload-Metadata: filename " + filename);
    }

    private long spooled() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void all_open_uploads_together_reserve_no_more_than_the_quota_leaves() throws IOException {
        assertThat(begin("chunks", 400)).isEqualTo(201);
        Answer refused = tus("too-much", 300);
        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.header("location")).as("of what is not there").isEmpty();
        assertThat(refused.body()).contains("200 left", "400 are reserved");
        assertThat(tus("fits", 200).status()).isEqualTo(201);
        assertThat(begin("full", 1)).isEqualTo(507);

        assertThat(site.status("DELETE", UPLOADS + "chunks")).isEqualTo(204);
        assertThat(tus("fits-now", 300).status()).isEqualTo(201);
    }

    /** As a sync client does that was ended, and knows nothing of what it had sent. */
    @Test
    void what_is_begun_anew_gives_up_what_was_sent_of_it_before_where_there_is_no_room_for_both() throws IOException {
        Answer first = tus("big", 400);
        assertThat(first.status()).isEqualTo(201);
        assertThat(tus("other", 201).status()).isEqualTo(507);
        Answer second = tus("big", 400);
        assertThat(second.status()).isEqualTo(201);
        assertThat(tus("other", 201).status()).isEqualTo(507);
        assertThat(patch(first, "x".repeat(400))).isEqualTo(404);
        assertThat(patch(second, "x".repeat(400))).isEqualTo(204);
        assertThat(tus("other", 200).status()).isEqualTo(201);
    }

    private int patch(Answer created, String body) throws IOException {
        String path = URI.create(created.header("location")).getPath();
        return site.ask(
                        "PATCH",
                        path,
                        body,
                        "Tus-Resumable: 1.0.0",
                        "Upload-Offset: 0",
                        "Content-Type: application/offset+octet-stream")
                .status();
    }

    @Test
    void chunks_without_a_total_take_room_as_they_come() throws IOException {
        assertThat(site.status("MKCOL", UPLOADS + "u")).isEqualTo(201);
        assertThat(site.put(UPLOADS + "u/0", "x".repeat(400))).isEqualTo(201);
        assertThat(site.put(UPLOADS + "u/1", "x".repeat(300))).isEqualTo(507);
        assertThat(spooled()).isEqualTo(400);
        assertThat(site.put(UPLOADS + "u/0", "x".repeat(100))).isEqualTo(201);
        assertThat(site.put(UPLOADS + "u/1", "x".repeat(300))).isEqualTo(201);
        assertThat(site.status("DELETE", UPLOADS + "u/1")).isEqualTo(204);
        assertThat(begin("rest", 500)).isEqualTo(201);
    }

    @Test
    void a_chunk_that_does_not_say_its_length_takes_room_before_it_is_kept() throws IOException {
        assertThat(site.status("MKCOL", UPLOADS + "u")).isEqualTo(201);
        assertThat(chunkedPut(UPLOADS + "u/0", "x".repeat(500))).isEqualTo(201);
        assertThat(chunkedPut(UPLOADS + "u/1", "x".repeat(101))).isEqualTo(507);
        assertThat(chunkedPut(UPLOADS + "u/1", "x".repeat(100))).isEqualTo(201);
        assertThat(spooled()).isEqualTo(600);
    }

    /** A PUT with chunked transfer encoding. */
    private int chunkedPut(String path, String body) throws IOException {
        try (RawHttpClient wire = new RawHttpClient(site.port())) {
            wire.send(site.head("einstein", "PUT", path, "", "Transfer-Encoding: chunked"))
                    .send((Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return wire.answer(true).status();
        }
    }

    @Test
    void uploads_by_tus_count_among_those_that_a_user_may_have_open() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(tus("u" + i, 10).status()).isEqualTo(201);
        }
        assertThat(tus("u3", 10).status()).isEqualTo(429);
        assertThat(site.status("MKCOL", UPLOADS + "u3")).isEqualTo(429);
    }

    @Test
    void a_file_that_is_stored_gives_its_reservation_back() throws IOException {
        assertThat(begin("u", 300)).isEqualTo(201);
        assertThat(site.put(UPLOADS + "u/0", "x".repeat(300))).isEqualTo(201);
        assertThat(site.status("MOVE", UPLOADS + "u/.file", "Destination: " + FILES + "big"))
                .isEqualTo(201);
        assertThat(tus("beyond", 301).status()).isEqualTo(507);
        assertThat(tus("rest", 300).status()).isEqualTo(201);
    }

    /** Whether it gives way, the storage says in the end. */
    @Test
    void what_is_written_over_makes_room_for_what_takes_its_place() throws IOException {
        assertThat(site.put(FILES + "big", "x".repeat(400))).isEqualTo(201);
        String[] over = {"Destination: " + FILES + "big", "OC-Total-Length: 401"};
        assertThat(begin("elsewhere", 201)).isEqualTo(507);
        assertThat(site.status("MKCOL", UPLOADS + "u", over)).isEqualTo(201);
        assertThat(site.ask("PUT", UPLOADS + "u/0", "y".repeat(401), over).status())
                .isEqualTo(201);
        assertThat(site.status("MKCOL", UPLOADS + "v", "Destination: " + FILES + "big", "OC-Total-Length: 601"))
                .isEqualTo(507);
    }

    @Test
    void what_does_not_go_on_reserves_nothing_any_more() throws IOException {
        assertThat(tus("idle", 600).status()).isEqualTo(201);
        assertThat(begin("u", 1)).isEqualTo(507);
        site.clock.forward(Duration.ofHours(25));
        assertThat(begin("u", 600)).isEqualTo(201);
    }
}
