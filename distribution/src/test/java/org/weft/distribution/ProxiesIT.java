/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind nginx and haproxy, as the operators' guide sets them up: who the client is, and where the site is. */
class ProxiesIT {

    private static final String EINSTEIN = "einstein:relativity";
    private static final String UNKNOWN = "/s/abcdefghijklmno";

    @TempDir
    Path folder = Path.of("");

    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : running.reversed()) {
            part.close();
        }
    }

    private RunningWeft weft(String server) throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("weft.toml"),
                "[server]\n" + server + "\n[log]\naccess = true\naudit = \"" + folder.resolve("audit") + "\"\n");
        RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString());
        running.add(weft);
        return weft;
    }

    private FrontProxy nginx(String locations) throws IOException, InterruptedException {
        int port = FrontProxy.freePort();
        return nginx(port, locations);
    }

    private FrontProxy nginx(int port, String locations) throws IOException, InterruptedException {
        FrontProxy proxy = FrontProxy.nginx(
                folder.resolve("nginx"),
                port,
                "server { listen " + port + ";\nclient_max_body_size 0;\n" + locations + "}");
        running.add(proxy);
        return proxy;
    }

    /** What the guide says about one location. */
    private static String location(String path, String to, String... more) {
        return "location " + path + " { proxy_pass " + to
                + "; proxy_http_version 1.1; proxy_set_header Host $http_host;\n"
                + "proxy_set_header Connection \"\"; proxy_request_buffering off; proxy_buffering off;\n"
                + "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header Forwarded \"\";\n"
                + String.join("\n", more) + " }\n";
    }

    private String curl(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS"));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new)).output();
    }

    private String status(String from, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--interface", from, "-o", "out", "-w", "%{http_code}"));
        all.addAll(List.of(words));
        return curl(all.toArray(String[]::new));
    }

    /** Asks for links that are not there, from one address, until that is stopped. */
    private void guess(String from, String site) throws IOException, InterruptedException {
        assertThat(burst(from, site)).startsWith("404 ").contains("429 ");
    }

    /** More than are free; each that is let through doubles the wait, so that some are stopped however slow this runs. */
    private String burst(String from, String site, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--interface", from, "-o", "out", "-w", "%{http_code} "));
        all.addAll(List.of(words));
        all.add(site + UNKNOWN + "[100-220]");
        return curl(all.toArray(String[]::new));
    }

    @Test
    void a_stranger_behind_nginx_stops_nobody_else() throws Exception {
        Tools.require("curl");
        RunningWeft weft = weft("proxies = [\"127.0.0.1\"]");
        String site = "http://127.0.0.1:" + nginx(location("/", weft.http())).port();

        guess("127.0.0.66", site);
        assertThat(burst("127.0.0.66", site, "-H", "X-Forwarded-For: 127.0.0.5", "-H", "Forwarded: for=127.0.0.5"))
                .as("who says to be somebody else")
                .contains("429 ");
        assertThat(status("127.0.0.7", site + UNKNOWN)).as("somebody else").isEqualTo("404");

        assertThat(status("127.0.0.5", site + UNKNOWN)).as("whom it named").isEqualTo("404");
        assertThat(status("127.0.0.9", "-u", "marie:radium", site + "/remote.php/webdav/"))
                .isEqualTo("401");
        assertThat(weft.log()).contains("from=\"127.0.0.66\"").contains("from=\"127.0.0.7\"");
        assertThat(Files.readString(folder.resolve("audit")))
                .contains("127.0.0.9")
                .doesNotContain("127.0.0.1\"");
    }

    @Test
    void a_server_that_lists_no_proxy_believes_none_and_says_so_once() throws Exception {
        Tools.require("curl");
        RunningWeft weft = weft("");
        String site = "http://127.0.0.1:" + nginx(location("/", weft.http())).port();

        for (int i = 0; i < 3; i++) {
            assertThat(status("127.0.0.7", site + "/status.php")).isEqualTo("200");
        }
        assertThat(weft.log()).doesNotContain("127.0.0.7").containsOnlyOnce("proxy-not-listed");
    }

    @Test
    void haproxy_tells_the_client_by_the_proxy_protocol_and_by_both_headers() throws Exception {
        Tools.require("curl");
        RunningWeft weft = weft("proxies = [\"127.0.0.1\"]");
        String server = "server weft " + weft.http().substring("http://".length());
        int[] ports = {FrontProxy.freePort(), FrontProxy.freePort()};
        running.add(FrontProxy.haproxy(
                folder.resolve("haproxy"),
                ports[1],
                "defaults\n timeout connect 5s\n timeout client 1m\n timeout server 1m\n"
                        + "listen tcp\n mode tcp\n bind *:" + ports[0] + "\n " + server + " send-proxy-v2 check\n"
                        + "listen http\n mode http\n bind *:" + ports[1] + "\n option forwardfor\n"
                        + " http-request del-header Forwarded\n " + server + "\n"));
        for (int port : ports) {
            String site = "http://127.0.0.1:" + port;
            String stranger = "127.0.0." + (100 + port % 100);
            guess(stranger, site);
            assertThat(status("127.0.0.7", site + UNKNOWN)).isEqualTo("404");
            assertThat(status("127.0.0.7", "--http2-prior-knowledge", weft.http() + "/status.php"))
                    .isEqualTo("200");
        }
        assertThat(weft.log()).doesNotContain("proxy-not-listed");
    }

    @Test
    void below_a_prefix_every_address_leads_back_through_the_proxy() throws Exception {
        Tools.require("curl");
        int port = FrontProxy.freePort();
        String site = "http://127.0.0.1:" + port + "/iop";
        RunningWeft weft =
                weft("proxies = [\"127.0.0.1\"]\nexternal-url = \"" + site + "\"\n[ocm]\nprofile = \"open-lab\"");
        nginx(port, location("/iop/", weft.http() + "/") + location("/.well-known/", weft.http()));
        String files = site + "/remote.php/dav/files/einstein";

        assertThat(curl("-u", EINSTEIN, "-X", "MKCOL", files + "/a%20b", "-o", "out", "-w", "%{http_code}"))
                .isEqualTo("201");
        assertThat(curl("-u", EINSTEIN, "-X", "PROPFIND", "-H", "Depth: 1", files + "/"))
                .contains("<d:href>/iop/remote.php/dav/files/einstein/</d:href>")
                .contains("<d:href>/iop/remote.php/dav/files/einstein/a%20b/</d:href>")
                .doesNotContain("<d:href>/remote.php");
        for (String destination : new String[] {files + "/c", "/iop/remote.php/dav/files/einstein/d"}) {
            String from = destination.endsWith("/c") ? "/a%20b" : "/c";
            assertThat(curl(
                            "-u",
                            EINSTEIN,
                            "-X",
                            "MOVE",
                            "-H",
                            "Destination: " + destination,
                            files + from,
                            "-o",
                            "out",
                            "-w",
                            "%{http_code}"))
                    .as(destination)
                    .isEqualTo("201");
        }
        String lock = curl(
                "-u",
                EINSTEIN,
                "-X",
                "LOCK",
                files + "/d",
                "-d",
                "<lockinfo xmlns=\"DAV:\"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>");
        assertThat(lock).contains("<d:lockroot><d:href>/iop/remote.php/dav/files/einstein/d/</d:href>");
        assertThat(curl("-u", EINSTEIN, "-X", "DELETE", files + "/d"))
                .contains("<d:href>/iop/remote.php/dav/files/einstein/d</d:href>");

        String upload = curl(
                "-u",
                EINSTEIN,
                "-X",
                "POST",
                "-D",
                "-",
                "-H",
                "Tus-Resumable: 1.0.0",
                "-H",
                "Upload-Length: 3",
                "-H",
                "Upload-Metadata: filename Zg==",
                files + "/");
        String location = header(upload, "Location");
        assertThat(location).startsWith(site + "/");
        assertThat(curl(
                        "-u",
                        EINSTEIN,
                        "-X",
                        "PATCH",
                        "-H",
                        "Tus-Resumable: 1.0.0",
                        "-H",
                        "Upload-Offset: 0",
                        "-H",
                        "Content-Type: application/offset+octet-stream",
                        "-d",
                        "abc",
                        location,
                        "-o",
                        "out",
                        "-w",
                        "%{http_code}"))
                .isEqualTo("204");
        assertThat(curl("-u", EINSTEIN, files + "/f")).isEqualTo("abc");

        assertThat(header(curl("-D", "-", "-o", "out", site + "/account"), "Location"))
                .startsWith("/iop/signin");
        assertThat(curl(site + "/"))
                .contains("href=\"/iop/weft.css\"", "href=\"/iop/status.php\"", site)
                .doesNotContain("href=\"/weft", "href=\"/status");
        assertThat(curl(site + "/signin")).contains("action=\"/iop/signin\"").doesNotContain("=\"/signin");
        assertThat(curl("-X", "POST", site + "/index.php/login/v2")).contains(site + "/index.php/login/v2/poll");
        assertThat(curl("http://127.0.0.1:" + port + "/.well-known/ocm"))
                .contains("\"" + site + "/ocm\"", "/iop/remote.php/dav/ocm");
        assertThat(curl("-u", EINSTEIN, "-H", "OCS-APIRequest: true", site + "/ocs/v1.php/config?format=json"))
                .contains("127.0.0.1:" + port);
        assertThat(curl("-u", EINSTEIN, site + "/ocs/v2.php/cloud/capabilities?format=json"))
                .contains("\"webdav-root\":\"remote.php/webdav\"");
    }

    private static String header(String answer, String name) {
        return answer.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError(answer));
    }
}
