/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;

/** Signing in on the pages of a real OpenID provider: in a browser, for a sync client, and for a terminal. */
class OpenIdPagesIT {

    private static final Pattern SECRET = Pattern.compile("<code id=\"secret\">([^<]+)</code>");
    private static final Pattern ADDRESS = Pattern.compile("or open (\\S+) and");

    @TempDir
    Path folder = Path.of("");

    private int site;
    private OpenIdProvider idp;
    private RunningWeft weft;
    private final Surfer surfer = new Surfer();

    @BeforeEach
    void start() throws Exception {
        site = OpenIdProvider.freePort();
        idp = OpenIdProvider.start(OpenIdProvider.freePort(), folder.resolve("keys.json"), url());
        Path config = Files.writeString(folder.resolve("weft.toml"), """
            [server]
            external-url = "%2$s"

            [log]
            audit = "audit.jsonl"

            [[auth]]
            name = "university"
            driver = "oidc"

            [auth.options]
            issuer = "%1$s"
            label = "University"
            client-id = "weft"
            client-secret = "weft-secret-weft-secret"
            scopes = ["openid", "profile", "email", "groups"]
            audience = ["weft"]
            terminal-client-id = "weft-terminal"
            """.formatted(idp.issuer(), url()));
        weft = RunningWeft.at("127.0.0.1:" + site, folder.resolve("data"), "--config", config.toString());
    }

    @AfterEach
    void stop() throws Exception {
        surfer.close();
        if (weft != null) {
            weft.close();
        }
        if (idp != null) {
            idp.close();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + site;
    }

    private HttpResponse<String> account() throws Exception {
        HttpResponse<String> page = surfer.open(url() + "/account");
        assertThat(page.uri().getPath()).isEqualTo("/signin");
        assertThat(page.body()).contains("Sign in with University").doesNotContain("name=\"password\"");
        HttpResponse<String> asked = surfer.open(url() + "/signin/start?source=university&back=/account");
        return surfer.signIn(asked, "einstein", now -> now.uri().getPath().equals("/account"));
    }

    private static int propfind(String site, String user, String secret) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String pair = user + ':' + secret;
            return http.send(
                            HttpRequest.newBuilder(URI.create(site + "/remote.php/webdav/"))
                                    .header("Depth", "0")
                                    .header(
                                            "Authorization",
                                            "Basic "
                                                    + Base64.getEncoder()
                                                            .encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                                    .method("PROPFIND", BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void a_person_signs_in_makes_an_app_password_and_is_signed_out_by_the_provider() throws Exception {
        HttpResponse<String> account = account();
        assertThat(account.body()).contains("Einstein", "(einstein)");
        HttpResponse<String> made =
                surfer.send(account, "/account/app-passwords", Map.of("label", "a phone", "expires", "30 days"));
        Matcher secret = SECRET.matcher(made.body());
        assertThat(secret.find()).as(made.body()).isTrue();
        assertThat(propfind(url(), "einstein", secret.group(1))).isEqualTo(207);

        HttpResponse<String> ending = surfer.open(idp.issuer() + "/session/end");
        surfer.send(ending, "/session/end/confirm", Map.of("logout", "yes"));
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        while (!surfer.open(url() + "/account").uri().getPath().equals("/signin")) {
            assertThat(Instant.now()).as("the notice came").isBefore(end);
            Thread.sleep(200);
        }
        assertThat(propfind(url(), "einstein", secret.group(1)))
                .as("the app password outlives it")
                .isEqualTo(207);
        assertThat(Files.readString(folder.resolve("audit.jsonl")))
                .contains("\"event\":\"sign-in\"", "\"event\":\"app-password-made\"", "\"username\":\"einstein\"")
                .doesNotContain(secret.group(1));
    }

    @Test
    void while_the_provider_is_down_people_are_told_to_come_again_and_operators_what_is_wrong() throws Exception {
        Path config = Files.writeString(
                folder.resolve("lonely.toml"), """
                    [[auth]]
                    name = "university"
                    driver = "oidc"
                    options = { issuer = "%s", label = "University", client-id = "weft", audience = ["weft"] }
                    """.formatted(OpenIdProvider.issuer(OpenIdProvider.freePort())));
        try (RunningWeft lonely = RunningWeft.start(folder.resolve("lonely"), "--config", config.toString())) {
            HttpResponse<String> page = surfer.open(lonely.http() + "/signin/start?source=university&back=/account");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body())
                    .contains("can't reach University", ">Try again</a>", "source=university&amp;back=%2Faccount")
                    .doesNotContain("Exception", "issuer", "openid-configuration");

            Command list = Command.run(
                    folder,
                    RunningWeft.distribution().resolve("bin/weft").toString(),
                    "plugins",
                    "list",
                    "--data",
                    lonely.data().toString());
            assertThat(list.output())
                    .containsPattern("auth +university +oidc .*can't be reached: it refuses connections");
            assertThat(lonely.log()).contains("sign-in-source-unavailable").doesNotContain("\tat ", "ConnectException");
        }
    }

    @Test
    void signing_out_here_ends_the_session_and_leads_on() throws Exception {
        HttpResponse<String> out = surfer.send(account(), "/signout", Map.of());
        assertThat(out.body()).contains("You are signed out", idp.issuer() + "/session/end?client_id=weft");
        assertThat(surfer.open(url() + "/account").uri().getPath()).isEqualTo("/signin");
    }

    @Test
    void a_sync_client_gets_an_app_password_by_the_providers_page() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String begun = http.send(
                            HttpRequest.newBuilder(URI.create(url() + "/index.php/login/v2"))
                                    .header("User-Agent", "Desk client")
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String login = found("\"login\":\"([^\"]+)\"", begun);
            String poll = found("\"token\":\"([^\"]+)\"", begun);
            HttpResponse<String> page = surfer.open(login);
            String way = found("href=\"(/signin/start[^\"]+)\"", page.body()).replace("&amp;", "&");
            HttpResponse<String> grant = surfer.signIn(
                    surfer.open(url() + way), "marie", now -> now.body().contains("Let this program in?"));
            assertThat(grant.body()).contains("Desk client", "marie");
            surfer.send(grant, "/index.php/login/v2/flow", Map.of());
            String granted = http.send(
                            HttpRequest.newBuilder(URI.create(url() + "/index.php/login/v2/poll"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("token=" + poll))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(propfind(url(), "marie", found("\"appPassword\":\"([^\"]+)\"", granted)))
                    .isEqualTo(207);
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }

    @Test
    void a_terminal_signs_in_by_a_code_and_prints_tokens_that_rclone_takes() throws Exception {
        Tools.require("rclone");
        Path home = Files.createDirectories(folder.resolve("home"));
        String program =
                RunningWeft.distribution().resolve("bin/weft").toAbsolutePath().toString();
        ProcessBuilder builder = new ProcessBuilder(program, "login", url() + "/").redirectErrorStream(true);
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        Process login = builder.start();
        BufferedReader out = new BufferedReader(new InputStreamReader(login.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        Matcher address = ADDRESS.matcher("");
        for (String line = out.readLine(); line != null && !address.reset(said).find(); line = out.readLine()) {
            said.append(line).append('\n');
            if (address.reset(said).find()) {
                break;
            }
        }
        assertThat(address.reset(said).find()).as(said.toString()).isTrue();
        surfer.signIn(
                surfer.open(address.group(1)),
                "einstein",
                now -> now.body().contains("Sign-in Success") || !now.body().contains("<form"));
        String rest = new String(login.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(login.waitFor()).as(said + rest).isZero();

        Path script = Files.writeString(
                folder.resolve("token.sh"),
                "#!/bin/sh\nXDG_CONFIG_HOME=" + home + " exec " + program + " token " + url() + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path file = Files.writeString(folder.resolve("a.txt"), "by a terminal");
        for (String[] words : new String[][] {{"copyto", file.toString(), ":webdav:a.txt"}, {"cat", ":webdav:a.txt"}}) {
            String[] command = new String[words.length + 9];
            System.arraycopy(
                    new String[] {
                        "rclone",
                        "--config",
                        folder.resolve("rclone.conf").toString(),
                        "--webdav-url",
                        url() + "/remote.php/webdav",
                        "--webdav-vendor",
                        "owncloud",
                        "--webdav-bearer-token-command",
                        script.toString()
                    },
                    0,
                    command,
                    0,
                    9);
            System.arraycopy(words, 0, command, 9, words.length);
            Command rclone = Command.run(folder, command);
            assertThat(rclone.exitCode()).as(rclone.output()).isZero();
            if (words[0].equals("cat")) {
                assertThat(rclone.output()).endsWith("by a terminal");
            }
        }
        assertThat(Files.getPosixFilePermissions(home.resolve("weft/tokens.json")))
                .hasSize(2);
    }
}
