/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** TUS at the addresses of folders. */
@OverWire
class TusTest {

    private static final String ROOT = "/remote.php/dav/files/einstein/";
    private static final String VERSION = "Tus-Resumable: 1.0.0";
    private static final String TYPE = "Content-Type: application/offset+octet-stream";

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

    private static String metadata(String name, String... more) {
        StringBuilder header = new StringBuilder("Upload-Metadata: filename ").append(base64(name));
        for (int i = 0; i < more.length; i += 2) {
            header.append(',').append(more[i]).append(' ').append(base64(more[i + 1]));
        }
        return header.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer create(String name, int length, String body, String... headers) throws IOException {
        String[] all = new String[headers.length + 4];
        all[0] = VERSION;
        all[1] = TYPE;
        all[2] = "Upload-Length: " + length;
        all[3] = metadata(name, "checksum", "SHA1 2aae6c35c94fcfb415dbe95f408b9ce91ee846ed");
        System.arraycopy(headers, 0, all, 4, headers.length);
        return site.ask("POST", ROOT, body, all);
    }

    private static String path(Answer created) {
        String location = created.header("Location");
        assertThat(location).startsWith("http://weft.test/remote.php/dav/tus/");
        return location.substring("http://weft.test".length());
    }

    @Test
    void a_file_that_comes_with_its_creation_is_there_at_once() throws IOException {
        site.status("MKCOL", "sub%20dir");
        Answer created = create("/sub dir/näme", 11, "hello world", "X-OC-Mtime: 1500000000", "Upload-Offset: 0");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Upload-Offset")).isEqualTo("11");
        assertThat(created.header("OC-Perm")).contains("W");
        assertThat(created.header("X-OC-MTime")).isEqualTo("accepted");
        Answer file = site.ask("GET", "sub%20dir/n%C3%A4me", "");
        assertThat(file.body()).isEqualTo("hello world");
        assertThat(created.header("OC-ETag")).isEqualTo(file.header("ETag"));
        assertThat(created.header("OC-FileId")).isEqualTo(file.header("OC-FileId"));
    }

    @Test
    void an_upload_goes_on_where_it_stands() throws IOException {
        String upload = path(create("file", 11, "hello "));
        assertThat(site.status("GET", "file")).isEqualTo(404);
        Answer standing = site.ask("HEAD", upload, "", VERSION);
        assertThat(standing.status()).isEqualTo(200);
        assertThat(standing.header("Upload-Offset")).isEqualTo("6");
        assertThat(site.ask("PATCH", upload, "x", VERSION, TYPE, "Upload-Offset: 5")
                        .status())
                .isEqualTo(409);
        Answer last = site.ask("PATCH", upload, "world", VERSION, TYPE, "Upload-Offset: 6");
        assertThat(last.status()).isEqualTo(204);
        assertThat(last.header("OC-ETag")).isNotEmpty();
        assertThat(site.get("file")).isEqualTo("hello world");
        assertThat(site.ask("HEAD", upload, "", VERSION).header("Upload-Offset"))
                .as("a client that missed the answer asks again")
                .isEqualTo("11");
        site.clock.forward(Duration.ofHours(2));
        assertThat(site.ask("HEAD", upload, "", VERSION).status()).isEqualTo(404);
    }

    @Test
    void conditions_of_the_creation_are_judged_when_the_file_is_put_in_its_place() throws IOException {
        site.put("file", "old");
        String etag = site.ask("HEAD", "file", "").header("ETag");
        String upload = path(create("file", 11, "hello ", "If-Match: " + etag));
        site.put("file", "newer");
        Answer late = site.ask("PATCH", upload, "world", VERSION, TYPE, "Upload-Offset: 6");
        assertThat(late.status()).isEqualTo(412);
        assertThat(site.get("file")).isEqualTo("newer");
    }

    @Test
    void a_name_that_climbs_or_a_folder_that_is_missing_or_closed_is_refused_before_the_body() throws IOException {
        assertThat(create("../other", 11, "").status()).isEqualTo(400);
        assertThat(create("/", 11, "").status()).isEqualTo(400);
        assertThat(create("no/file", 11, "").status()).isEqualTo(409);
        site.put("plain", "x");
        assertThat(create("plain/file", 11, "").status()).isEqualTo(409);
    }

    @Test
    void a_checksum_that_does_not_hold_stores_nothing() throws IOException {
        Answer wrong = create("file", 5, "wrong");
        assertThat(wrong.status()).isBetween(400, 460);
        assertThat(site.status("GET", "file")).isEqualTo(404);
    }

    @Test
    void an_upload_is_its_owners() throws IOException {
        String upload = path(create("file", 11, "hello "));
        assertThat(site.askAs("marie", "HEAD", upload, "", VERSION).status()).isEqualTo(404);
        assertThat(site.askAs("marie", "DELETE", upload, "", VERSION).status()).isEqualTo(404);
        assertThat(site.ask("DELETE", upload, "", VERSION).status()).isEqualTo(204);
        assertThat(site.ask("HEAD", upload, "", VERSION).status()).isEqualTo(404);
    }

    @Test
    void options_tell_what_is_spoken() throws IOException {
        Answer options = site.ask("OPTIONS", ROOT, "");
        assertThat(options.header("Tus-Extension")).contains("creation-with-upload", "expiration");
        assertThat(options.header("Allow")).contains("POST");
    }
}
