/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told by {@code weft ocm}: of a site that is well, and of what is none. */
class OcmToolsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of("");

    /** The lines that say {@code BAD}, by what they are about. */
    private static List<String> bad(Command probe) {
        return probe.output()
                .lines()
                .filter(line -> line.startsWith("BAD "))
                .map(line -> line.substring(4).strip().replaceAll(" {2,}", ": "))
                .toList();
    }

    @Test
    void another_weft_is_told_to_work_and_to_lack_tls_alone() throws Exception {
        try (FederatedSite a = FederatedSite.start(folder.resolve("a"), "127.0.0.1");
                FederatedSite b = FederatedSite.start(folder.resolve("b"), "127.0.0.2")) {
            Command probe = a.weft("ocm", "probe", "--send", b.host());

            assertThat(bad(probe)).as(probe.output()).containsExactly("tls: no TLS: only a laboratory may do this");
            assertThat(probe.exitCode()).isEqualTo(1);
            assertThat(probe.output())
                    .contains(b.url() + "/.well-known/ocm", b.url() + "/ocm", "Weft, version 1.4.0")
                    .containsPattern("keys +fit: \\[" + b.host() + "#ed25519-[0-9a-f]+, " + b.host() + "#es256-")
                    .containsPattern(
                            "signature +a signed message was answered with 501 NOTIFICATION_TYPE_NOT_SUPPORTED")
                    .containsPattern("would send +signed \\(RFC 9421\\)")
                    .containsPattern("invitations +page: " + b.url() + "/ocm-invite");

            Command self = a.weft("ocm", "probe");
            assertThat(bad(self)).as(self.output()).containsExactly("tls: no TLS: only a laboratory may do this");
            assertThat(self.output())
                    .containsPattern("keys +others see the keys that this site signs with")
                    .containsPattern("messages +messages of others arrive");

            rotated(a, b);
        }
    }

    private static Map<String, String> keys(FederatedSite site) throws Exception {
        Map<String, String> keys = new java.util.LinkedHashMap<>();
        for (JsonElement key : JsonParser.parseString(
                        site.send("", "GET", "/.well-known/jwks.json", "").body())
                .getAsJsonObject()
                .getAsJsonArray("keys")) {
            keys.put(
                    key.getAsJsonObject().get("kid").getAsString(),
                    key.getAsJsonObject().get("alg").getAsString());
        }
        return keys;
    }

    /** New keys are published by the running server, and what it signs with the old ones is believed meanwhile. */
    private static void rotated(FederatedSite a, FederatedSite b) throws Exception {
        Map<String, String> before = keys(a);
        assertThat(before.values()).containsExactly("Ed25519", "ES256");
        Command rotate = a.weft("ocm", "rotate-keys");
        assertThat(rotate.exitCode()).as(rotate.output()).isZero();
        assertThat(rotate.output()).contains("new keys are published; they sign in 24 hours");

        Instant end = Instant.now().plus(PATIENCE);
        while (keys(a).size() == 2) {
            assertThat(Instant.now()).as("the running server publishes them").isBefore(end);
            Thread.sleep(500);
        }
        assertThat(keys(a)).hasSize(4).containsAllEntriesOf(before);
        assertThat(keys(a).values()).containsExactly("Ed25519", "Ed25519", "ES256", "ES256");
        Command probe = a.weft("ocm", "probe", "--send", b.host());
        assertThat(probe.output()).contains("NOTIFICATION_TYPE_NOT_SUPPORTED");
        assertThat(b.log()).contains("\"/.well-known/jwks.json\"").doesNotContain("ocm-message-refused");
    }

    @Test
    void what_is_no_site_is_told_in_one_line_that_says_what_came_instead() throws Exception {
        Tools.require("nginx");
        try (FederatedSite a = FederatedSite.start(folder.resolve("a"), "127.0.0.1");
                Nginx nginx = Nginx.start(folder.resolve("nginx"))) {
            String plain = nginx.host();
            Command none = a.weft("ocm", "probe", plain);
            assertThat(none.exitCode()).as(none.output()).isEqualTo(1);
            assertThat(bad(none))
                    .containsExactly("discovery: there is no Open Cloud Mesh at " + plain
                            + ": it answers 404 to /.well-known/ocm");

            String page = nginx.host().replace(plain.substring(plain.indexOf(':')), ":" + nginx.pages());
            Command pages = a.weft("ocm", "probe", page);
            assertThat(bad(pages))
                    .as(pages.output())
                    .containsExactly("discovery: there is no Open Cloud Mesh at " + page
                            + ": what it answers to /.well-known/ocm is no JSON object");

            Command closed = a.weft("ocm", "probe", "127.0.0.5:9");
            assertThat(closed.exitCode()).isEqualTo(1);
            assertThat(bad(closed)).hasSize(1);
            assertThat(closed.output())
                    .containsPattern("discovery +there is no Open Cloud Mesh at 127.0.0.5:9: .* refuses connections")
                    .doesNotContain("Exception");

            Command wrong = a.weft("ocm", "probe", "not a host");
            assertThat(wrong.exitCode()).as(wrong.output()).isEqualTo(2);
            assertThat(wrong.output())
                    .contains("write a server as host or host:port")
                    .doesNotContain("Exception");

            Command itself = a.weft("ocm", "probe", a.host());
            assertThat(itself.output()).contains(a.host() + " is this site itself");
        }
    }

    /** A web server that knows nothing of Open Cloud Mesh; at a second port it answers everything with a page. */
    private record Nginx(Process process, int port, int pages) implements AutoCloseable {

        static Nginx start(Path folder) throws IOException, InterruptedException {
            Files.createDirectories(folder);
            int port = freePort();
            int pages = freePort();
            Path conf = Files.writeString(
                    folder.resolve("nginx.conf"),
                    "daemon off; pid " + folder + "/pid; error_log stderr; events {}\n"
                            + "http { access_log off; client_body_temp_path " + folder + "/body; proxy_temp_path "
                            + folder
                            + "/proxy; fastcgi_temp_path " + folder + "/fastcgi; uwsgi_temp_path " + folder
                            + "/uwsgi; scgi_temp_path " + folder + "/scgi;\n"
                            + "server { listen 127.0.0.4:" + port + "; location / { return 404; } }\n"
                            + "server { listen 127.0.0.4:" + pages
                            + "; default_type text/html; location / { return 200 '<html>Welcome</html>'; } } }\n");
            Process process = new ProcessBuilder("nginx", "-c", conf.toString(), "-p", folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Nginx nginx = new Nginx(process, port, pages);
            Instant end = Instant.now().plus(PATIENCE);
            while (!nginx.isListening()) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("log")))
                        .isTrue();
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(50);
            }
            return nginx;
        }

        private boolean isListening() {
            try (Socket socket = new Socket("127.0.0.4", pages)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.4"))) {
                return socket.getLocalPort();
            }
        }

        String host() {
            return "127.0.0.4:" + port;
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}
