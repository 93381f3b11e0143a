/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.FixedAuthenticator;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.storage.RelPath;

@OverWire
class OcsTest {

    @TempDir
    Path directory;

    private StateDatabase database;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        database = TestDatabases.sqlite(directory);
        MountTable table = new MountTable(List.of(new Mount(
                "homes",
                "id-homes",
                RelPath.parse("home"),
                Mount.Everyone.NONE,
                Set.of("versions"),
                DriverHandle.fixed("homes", new MemoryStorage()))));
        StorageServices services =
                new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC());
        Router router = new Router();
        new OcsEndpoint(
                        services.files(),
                        new Directories(List::of),
                        new AdvertisedFeatures("1.2.3", true, false, List.of("filter-files"))
                                .with(new ArchiveLimits(1000, 5_000_000)))
                .register(router);
        server =
                new HttpServer(HttpSettings.at("127.0.0.1", 0), router, new FixedAuthenticator(), RequestObserver.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    private Answer get(String path, boolean signedIn) throws IOException {
        String credentials = Base64.getEncoder().encodeToString("amy:yma".getBytes(StandardCharsets.UTF_8));
        String authorization = signedIn ? "Authorization: Basic " + credentials + '\n' : "";
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return wire.send("GET " + path + " HTTP/1.1\nHost: h\n" + authorization + "OCS-APIRequest: true\n\n")
                    .answer();
        }
    }

    private JsonObject ocs(String path, boolean signedIn) throws IOException {
        return JsonParser.parseString(get(path + "?format=json", signedIn).body())
                .getAsJsonObject()
                .getAsJsonObject("ocs");
    }

    private static int code(JsonObject ocs) {
        return ocs.getAsJsonObject("meta").get("statuscode").getAsInt();
    }

    @Test
    void the_status_is_told_to_anyone() throws IOException {
        JsonObject status =
                JsonParser.parseString(get("/status.php", false).body()).getAsJsonObject();
        assertThat(status.get("installed").getAsBoolean()).isTrue();
        assertThat(status.get("maintenance").getAsBoolean()).isFalse();
        assertThat(status.get("version").getAsString()).matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        assertThat(status.get("productversion").getAsString()).isEqualTo("1.2.3");
    }

    @Test
    void the_archiver_is_named_with_its_limits() throws IOException {
        JsonObject archiver = ocs("/ocs/v2.php/cloud/capabilities", true)
                .getAsJsonObject("data")
                .getAsJsonObject("capabilities")
                .getAsJsonObject("files")
                .getAsJsonArray("archivers")
                .get(0)
                .getAsJsonObject();
        assertThat(archiver.get("archiver_url").getAsString()).isEqualTo("/archiver");
        assertThat(archiver.get("max_num_files").getAsString()).isEqualTo("1000");
        assertThat(archiver.get("max_size").getAsString()).isEqualTo("5000000");
    }

    @Test
    void capabilities_promise_only_what_is_there() throws IOException {
        JsonObject capabilities = ocs("/ocs/v2.php/cloud/capabilities", true)
                .getAsJsonObject("data")
                .getAsJsonObject("capabilities");
        assertThat(capabilities.getAsJsonObject("core").get("webdav-root").getAsString())
                .isEqualTo("remote.php/webdav");
        assertThat(capabilities
                        .getAsJsonObject("checksums")
                        .get("preferredUploadType")
                        .getAsString())
                .isEqualTo("SHA1");
        JsonObject files = capabilities.getAsJsonObject("files");
        assertThat(files.get("favorites").getAsBoolean()).isTrue();
        assertThat(files.get("bigfilechunking").getAsBoolean()).isTrue();
        assertThat(files.get("undelete").getAsBoolean()).isTrue();
        assertThat(files.get("versioning").getAsBoolean()).isFalse();
        assertThat(capabilities.getAsJsonObject("dav").get("trashbin").getAsString())
                .isEqualTo("1.0");
        assertThat(files.has("tus_support")).isFalse();
        JsonObject dav = capabilities.getAsJsonObject("dav");
        assertThat(dav.get("chunking").getAsString()).isEqualTo("1.0");
        assertThat(dav.getAsJsonArray("reports")).hasToString("[\"filter-files\"]");
    }

    @Test
    void a_query_that_cant_be_read_breaks_no_answer() throws IOException {
        assertThat(get("/ocs/v2.php/cloud/capabilities?%zz", false).status()).isEqualTo(200);
        assertThat(get("/ocs/v2.php/none?%zz", false).status()).isEqualTo(404);
    }

    @Test
    void versions_differ_in_their_codes() throws IOException {
        assertThat(code(ocs("/ocs/v1.php/cloud/capabilities", false))).isEqualTo(100);
        assertThat(code(ocs("/ocs/v2.php/cloud/capabilities", false))).isEqualTo(200);
        assertThat(code(ocs("/ocs/v1.php/none", false))).isEqualTo(998);
        assertThat(get("/ocs/v1.php/none", false).status()).isEqualTo(200);
        assertThat(get("/ocs/v2.php/none", false).status()).isEqualTo(404);
        assertThat(code(ocs("/ocs/v1.php/cloud/user", false))).isEqualTo(997);
        assertThat(get("/ocs/v2.php/cloud/user", false).status()).isEqualTo(401);
    }

    @Test
    void the_user_is_told_with_the_quota() throws IOException {
        JsonObject user = ocs("/ocs/v1.php/cloud/user", true).getAsJsonObject("data");
        assertThat(user.get("id").getAsString()).isEqualTo("amy");
        assertThat(user.get("display-name").getAsString()).isEqualTo("AMY");
        assertThat(user.getAsJsonObject("quota").get("free").getAsLong()).isPositive();
    }

    @Test
    void xml_has_booleans_as_digits_and_lists_as_elements() throws IOException {
        assertThat(get("/ocs/v1.php/cloud/capabilities", true).body())
                .contains("<statuscode>100</statuscode>")
                .contains("<favorites>1</favorites>")
                .contains("<supportedTypes><element>ADLER32</element><element>SHA1</element></supportedTypes>");
    }
}
