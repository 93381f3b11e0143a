/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the server's own, as openssl and curl meet it. */
class TlsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void certify() throws Exception {
        Tools.require("openssl");
        Tools.require("curl");
        Certificates.selfSigned(folder, "server", "first.example", 30);
    }

    private Path config(String more) throws IOException {
        return Files.writeString(
                folder.resolve("weft.toml"),
                "[tls]\ncertificate = \"server.pem\"\nkey = \"server.key\"\n" + more + "\n");
    }

    private Command weft(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(RunningWeft.distribution().resolve("bin/weft").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of(
                "--data",
                folder.resolve("data").toString(),
                "--config",
                folder.resolve("weft.toml").toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    private String curl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS"));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new)).output();
    }

    private String handshake(String address, String... words) throws IOException, InterruptedException {
        return Command.run(
                        folder,
                        "sh",
                        "-c",
                        "openssl s_client -connect " + address + " " + String.join(" ", words)
                                + " < /dev/null 2>&1 | openssl x509 -noout -subject 2>/dev/null; openssl s_client"
                                + " -connect "
                                + address + " " + String.join(" ", words) + " < /dev/null 2>&1")
                .output();
    }

    @Test
    void both_ports_speak_tls_and_a_renewed_certificate_is_shown_without_a_dropped_request() throws Exception {
        Path config = config("[log]\naccess = false");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString())) {
            assertThat(weft.http()).startsWith("https://");
            String http = weft.http().substring("https://".length());
            for (String address : new String[] {http, weft.grpc()}) {
                assertThat(handshake(address, "-alpn", "h2", "-tls1_3"))
                        .contains("CN = first.example", "ALPN protocol: h2", "TLSv1.3");
                assertThat(handshake(address, "-alpn", "h2", "-tls1_2")).contains("CN = first.example", "TLSv1.2");
                assertThat(handshake(address, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"))
                        .doesNotContain("CN = first.example");
            }
            String[] trust = {"--cacert", "server.pem", "--resolve", "first.example:" + port(http) + ":127.0.0.1"};
            String site = "https://first.example:" + port(http);
            assertThat(curl(
                            trust[0],
                            trust[1],
                            trust[2],
                            trust[3],
                            "-w",
                            "%{http_version}",
                            "-D",
                            "-",
                            "-o",
                            "out",
                            site + "/status.php"))
                    .containsIgnoringCase("strict-transport-security: max-age=31536000")
                    .endsWith("2");
            for (String host : new String[] {"Host: inner.example", "Host: 10.1.2.3"}) {
                assertThat(curl("-k", "-H", host, "-o", "out", "-w", "%{http_code}", weft.http() + "/status.php"))
                        .as(host)
                        .isEqualTo("200");
            }
            assertThat(curl(
                            trust[0],
                            trust[1],
                            trust[2],
                            trust[3],
                            "--http1.1",
                            "-u",
                            "einstein:relativity",
                            "-T",
                            "server.pem",
                            site + "/remote.php/webdav/f",
                            "-w",
                            "%{http_code}"))
                    .isEqualTo("201");

            Process load = new ProcessBuilder(
                            "curl",
                            "-sSk",
                            "--rate",
                            "20/s",
                            "-o",
                            "load",
                            "-w",
                            "%{http_code}\n",
                            weft.http() + "/status.php?[1-400]")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("statuses").toFile())
                    .start();
            Certificates.selfSigned(folder, "next", "second.example", 30);
            Files.move(folder.resolve("next.pem"), folder.resolve("server.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(folder.resolve("next.key"), folder.resolve("server.key"), StandardCopyOption.REPLACE_EXISTING);
            for (String address : new String[] {http, weft.grpc()}) {
                Instant end = Instant.now().plus(PATIENCE);
                while (!handshake(address).contains("CN = second.example")) {
                    assertThat(Instant.now()).as(weft.log()).isBefore(end);
                    Thread.sleep(500);
                }
            }
            assertThat(load.waitFor()).isZero();
            assertThat(Files.readAllLines(folder.resolve("statuses")))
                    .hasSize(400)
                    .containsOnly("200");
            assertThat(weft("plugins", "list").output()).contains("SERVING");
        }
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    @Test
    void weft_check_tells_when_the_certificate_ends_and_what_is_wrong_with_it() throws Exception {
        config("");
        Command fine = weft("check");
        assertThat(fine.exitCode()).as(fine.output()).isZero();
        assertThat(fine.output())
                .containsPattern("certificate of \\[tls] \\(CN=first.example\\) ends on 20.*, in (29|30) days");

        Certificates.selfSigned(folder, "other", "other.example", 30);
        Files.copy(folder.resolve("other.key"), folder.resolve("server.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(weft("check").output()).contains("[tls]: the key in", "is not that of the certificate");

        Files.writeString(
                folder.resolve("server.key"), "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n");
        Command form = weft("check");
        assertThat(form.exitCode()).isEqualTo(2);
        assertThat(form.output()).contains("openssl pkcs8 -topk8 -nocrypt");

        Files.delete(folder.resolve("server.key"));
        assertThat(weft("check").output()).contains("server.key does not exist").doesNotContain("Exception");
    }

    @Test
    void the_admin_port_off_loopback_asks_for_a_token_or_a_certificate() throws Exception {
        Certificates.selfSigned(folder, "client", "operator", 30);
        int port = FrontProxy.freePort();
        Path config = config("[admin]\naddress = \"0.0.0.0:" + port + "\"\n");
        Command open = weft("check");
        assertThat(open.exitCode()).as(open.output()).isEqualTo(2);
        assertThat(open.output()).contains("set token, or certificate, key and client-ca");

        config("[admin]\naddress = \"0.0.0.0:" + port + "\"\ntoken = \"a-token-of-the-monitoring\"\n");
        String admin = "http://127.0.0.1:" + port;
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString())) {
            for (String path : new String[] {"/metrics", "/readyz", "/plugins", "/brakes", "/locks"}) {
                assertThat(curl("-o", "out", "-w", "%{http_code}", admin + path))
                        .as(path)
                        .isEqualTo("401");
                assertThat(curl(
                                "-o",
                                "out",
                                "-w",
                                "%{http_code}",
                                "-H",
                                "Authorization: Bearer a-token-of-the-monitoring",
                                admin + path))
                        .as(path)
                        .isEqualTo("200");
            }
            assertThat(weft("brakes", "list").output()).contains("nobody is braked");
        }

        config("[admin]\naddress = \"0.0.0.0:" + port
                + "\"\ncertificate = \"server.pem\"\nkey = \"server.key\"\nclient-ca = \"client.pem\"\n");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString())) {
            String secure = "https://127.0.0.1:" + port + "/metrics";
            assertThat(curl("-k", "-o", "out", "-w", "%{http_code}", secure)).endsWith("000");
            assertThat(curl(
                            "-k",
                            "--cert",
                            "client.pem",
                            "--key",
                            "client.key",
                            "-o",
                            "out",
                            "-w",
                            "%{http_code}",
                            secure))
                    .isEqualTo("200");
            assertThat(weft("brakes", "list").output()).contains("nobody is braked");
            assertThat(weft.log()).doesNotContain("a-token-of");
        }
    }
}
