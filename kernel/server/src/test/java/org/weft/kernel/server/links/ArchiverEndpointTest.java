/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.web.archive.ArchiverEndpoint;
import org.weft.kernel.web.archive.TarWriter;
import org.weft.kernel.web.archive.ZipWriter;
import org.weft.kernel.web.page.ArchivePrograms;
import org.weft.spi.Caller;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.RelPath;

@WithClient
class ArchiverEndpointTest {

    private static final Instant THEN = Instant.parse("2025-03-04T05:06:08Z");

    @TempDir
    Path folder;

    private LinkedServer linked;

    private final HttpClient http = HttpClient.newHttpClient();
    private FakeSite site;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        linked = new LinkedServer(folder);
        site = linked.site;
        serve(
                site,
                new ArchiverEndpoint(
                        site.files,
                        linked.links.authenticator(),
                        new ArchiveLimits(60, 10_000_000),
                        folder.resolve("scratch")));
    }

    private void serve(FakeSite people, ArchiverEndpoint archiver) throws IOException {
        if (server != null) {
            server.close();
        }
        Router router = new Router();
        archiver.register(router);
        server = new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(people.signIn), RequestObserver.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        linked.close();
    }

    private Caller einstein() {
        return site.signIn.verify(site.tokenOf(FakeSite.EINSTEIN)).caller();
    }

    private void put(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        PutRequest request = new PutRequest(
                OptionalLong.of(bytes.length),
                Optional.of(THEN),
                List.of(),
                OnConflict.REPLACE,
                Optional.empty(),
                WriteConditions.plain());
        site.files.put(einstein(), Target.path(RelPath.parse(path)), request, new ByteArrayInputStream(bytes));
    }

    private void make(String path) {
        site.files.makeFolder(einstein(), Target.path(RelPath.parse(path)), Optional.of(THEN), WriteConditions.plain());
    }

    private String id(String path) {
        return site.files
                .stat(einstein(), Target.path(RelPath.parse(path)), StatSpec.node())
                .id()
                .toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String query) {
        String pair = Base64.getEncoder().encodeToString("einstein:nietsnie".getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/archiver?" + query))
                .header("Authorization", "Basic " + pair);
    }

    private HttpResponse<byte[]> ask(String query, String... headers) throws Exception {
        HttpRequest.Builder request = request(query);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private int status(String query) throws Exception {
        return ask(query).statusCode();
    }

    /** Names and contents, in their order, as a reader of streams finds them. */
    private static Map<String, String> unzipped(byte[] archive) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                found.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private void someFiles() {
        make("home/Büro & <Co>");
        make("home/Büro & <Co>/leer");
        put("home/Büro & <Co>/Ünïcode 日本 🎈.txt", "grün");
        put("home/Büro & <Co>/photo.jpg", "not really a photo");
        put("home/other.txt", "other");
    }

    @Test
    void a_folder_comes_as_zip_with_all_that_is_in_it() throws Exception {
        someFiles();

        HttpResponse<byte[]> answer = ask("format=zip&path=" + encoded("/home/Büro & <Co>"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
        assertThat(answer.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"B_ro & <Co>.zip\"; filename*=UTF-8''B%C3%BCro%20&%20%3CCo%3E.zip");
        assertThat(unzipped(answer.body()))
                .containsOnly(
                        Map.entry("Büro & <Co>/", ""),
                        Map.entry("Büro & <Co>/leer/", ""),
                        Map.entry("Büro & <Co>/Ünïcode 日本 🎈.txt", "grün"),
                        Map.entry("Büro & <Co>/photo.jpg", "not really a photo"));
    }

    @Test
    void what_other_programs_unpack_has_names_contents_and_times() throws Exception {
        ArchivePrograms.needs("unzip");
        ArchivePrograms.needs("tar");
        someFiles();
        String longName = "a rather long name ".repeat(12).strip() + ".txt";
        put("home/Büro & <Co>/leer/" + longName, "long");
        for (String format : List.of("zip", "tar")) {
            Path archive = folder.resolve("all." + format);
            Path out = Files.createDirectories(folder.resolve("out of " + format));
            Files.write(
                    archive,
                    ask("path=/home/B%C3%BCro+%26+%3CCo%3E&format=" + format).body());

            if (format.equals("zip")) {
                ArchivePrograms.run(out, "unzip", "-q", archive.toString());
            } else {
                ArchivePrograms.run(out, "tar", "-xf", archive.toString());
            }

            Path unpacked = out.resolve("Büro & <Co>");
            assertThat(unpacked.resolve("Ünïcode 日本 🎈.txt")).hasContent("grün");
            assertThat(unpacked.resolve("leer").resolve(longName)).hasContent("long");
            assertThat(Files.getLastModifiedTime(unpacked.resolve("photo.jpg"))).isEqualTo(FileTime.from(THEN));
            try (Stream<Path> all = Files.walk(out)) {
                assertThat(all.filter(Files::isRegularFile)).hasSize(3);
            }
        }
    }

    @Test
    void no_name_leads_out_of_the_folder_that_an_archive_is_unpacked_in() throws Exception {
        assertThatThrownBy(() -> put("home/..\\evil.txt", "evil")).hasMessageContaining("backslash");
        make("home/trap");
        make("home/trap/C:");
        put("home/trap/C:/evil.txt", "evil");
        put("home/trap/...", "dots");
        put("home/trap/-rf", "no option");
        put("home/C:evil.txt", "evil");

        for (String query : List.of("path=/home/trap", "path=/home/C:evil.txt", "path=/home/trap/C:/evil.txt")) {
            Map<String, String> found = unzipped(ask("format=zip&" + query).body());
            assertThat(found).isNotEmpty();
            assertThat(found.keySet()).allSatisfy(name -> {
                assertThat(name).doesNotContain("\\").doesNotStartWith("/").doesNotStartWith("C:");
                assertThat(name.split("/", -1)).doesNotContain("..", ".");
            });
        }
    }

    @Test
    void several_things_lie_below_the_folder_they_have_in_common_each_once() throws Exception {
        make("home/a");
        make("home/a/b");
        make("home/a/c");
        put("home/a/b/one.txt", "1");
        put("home/a/c/two.txt", "2");

        HttpResponse<byte[]> answer = ask("format=zip&id=" + encoded(id("home/a/b")) + "&id="
                + encoded(id("home/a/c/two.txt")) + "&path=/home/a/b/one.txt&path=/home/a/b");

        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .contains("\"download.zip\"");
        assertThat(unzipped(answer.body())).containsOnlyKeys("b/", "b/one.txt", "c/two.txt");
    }

    @Test
    void things_of_several_storages_keep_their_names_apart() throws Exception {
        put("home/x.txt", "home");
        put("common/x.txt", "common");

        assertThat(unzipped(
                        ask("format=zip&path=/home/x.txt&path=/common/x.txt").body()))
                .containsExactly(Map.entry("x.txt", "home"), Map.entry("x.txt (2)", "common"));
    }

    @Test
    void the_client_gets_the_form_its_system_opens() throws Exception {
        put("home/x.txt", "x");

        assertThat(ask("path=/home/x.txt").headers().firstValue("Content-Type")).hasValue("application/x-tar");
        assertThat(ask("path=/home/x.txt", "User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("application/zip");
        assertThat(ask("path=/home/x.txt&output-format=zip").headers().firstValue("Content-Type"))
                .hasValue("application/zip");
        assertThat(status("path=/home/x.txt&format=rar")).isEqualTo(400);
    }

    @Test
    void what_cant_be_packed_is_refused_before_the_first_byte() throws Exception {
        make("home/full");
        for (int i = 0; i < 60; i++) {
            put("home/full/" + i, "x");
        }
        put("home/large", "x".repeat(9_000_000));
        put("home/small", "x".repeat(1_000_001));

        assertThat(status("")).isEqualTo(400);
        assertThat(status("path=/home/none")).isEqualTo(404);
        assertThat(status("path=/home/../etc")).isEqualTo(400);
        assertThat(status("id=nonsense")).isEqualTo(400);
        assertThat(status("path=/home/full")).isEqualTo(413);
        assertThat(status("path=/home/large&path=/home/small")).isEqualTo(413);
        assertThat(status("path=/home/large")).isEqualTo(200);
        assertThat(status("path=/x&".repeat(1001))).isEqualTo(413);
        HttpRequest stranger = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/archiver?path=/home"))
                .build();
        assertThat(http.send(stranger, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_file_of_another_is_not_there() throws Exception {
        String pair = Base64.getEncoder().encodeToString("marie:eiram".getBytes(StandardCharsets.UTF_8));
        put("home/secret.txt", "secret");
        HttpRequest marie = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + server.port() + "/archiver?id=" + encoded(id("home/secret.txt"))))
                .header("Authorization", "Basic " + pair)
                .build();

        assertThat(http.send(marie, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_failure_on_the_way_breaks_the_answer_off() throws Exception {
        make("home/mixed");
        put("home/mixed/a", "x".repeat(200_000));
        put("home/mixed/b", "y");
        site.homes.breakOpening(site.files
                .stat(einstein(), Target.path(RelPath.parse("home/mixed/b")), StatSpec.node())
                .node()
                .path()
                .toString());

        for (String format : List.of("zip", "tar")) {
            HttpRequest request = request("path=/home/mixed&format=" + format).build();
            if (format.equals("tar")) {
                assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofByteArray()))
                        .isInstanceOf(IOException.class);
            } else {
                // So little that nothing was sent yet: the answer is a proper failure.
                HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
            }
        }
    }

    @Test
    void a_file_that_ends_too_soon_is_a_failure() throws IOException {
        someFiles();
        var file = site.files.stat(einstein(), Target.path(RelPath.parse("home/other.txt")), StatSpec.node());
        try (ZipWriter zip = new ZipWriter(java.io.OutputStream.nullOutputStream(), folder);
                InputStream content = new ByteArrayInputStream(new byte[10])) {
            assertThatThrownBy(() -> zip.file("x", file, 11, content)).isInstanceOf(java.io.EOFException.class);
        }
        TarWriter tar = new TarWriter(java.io.OutputStream.nullOutputStream());
        assertThatThrownBy(() -> tar.file("x", file, 11, new ByteArrayInputStream(new byte[10])))
                .isInstanceOf(java.io.EOFException.class);
    }
}
