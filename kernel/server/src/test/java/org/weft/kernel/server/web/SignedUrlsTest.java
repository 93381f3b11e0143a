/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.db.UrlKeyTable;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.identity.signin.SignedUrls;
import org.weft.kernel.identity.signin.UrlSigningKeys;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.OverWire;
import org.weft.kernel.web.ocs.AdvertisedFeatures;
import org.weft.kernel.web.ocs.OcsEndpoint;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.Scope;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.RelPath;

/** URLs that a person's program signs, for downloads that a browser starts by itself. */
@OverWire
class SignedUrlsTest {

    private static final String FILE = "/remote.php/webdav/notes%20of%20mine.txt";
    private static final String KEY_PATH = "/ocs/v1.php/cloud/user/signing-key";

    @TempDir
    Path data;

    private FakeSite site;
    private UrlKeyTable table;
    private BlockedAccounts blocked;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        table = new UrlKeyTable(site.database);
        blocked = new BlockedAccounts(data.resolve("blocked"));
        serve(site.clock);
        byte[] content = "E = m c²".getBytes(StandardCharsets.UTF_8);
        site.files.put(
                site.signIn.verify(site.tokenOf(FakeSite.EINSTEIN)).caller(),
                Target.path(RelPath.parse("home/notes of mine.txt")),
                new PutRequest(
                        OptionalLong.of(content.length),
                        Optional.empty(),
                        List.of(),
                        OnConflict.REPLACE,
                        Optional.empty(),
                        WriteConditions.plain()),
                new ByteArrayInputStream(content));
    }

    private void serve(Clock clock) throws IOException {
        if (server != null) {
            server.close();
        }
        SignIn signIn = site.signIn.blocking(blocked);
        Router router = new Router();
        new OcsEndpoint(site.files, site.directories, signIn, AdvertisedFeatures.few("1"))
                .with(new UrlSigningKeys(table, clock))
                .register(router);
        new WebDavEndpoint(site.storage, site.directories, false).register(router);
        server = new HttpServer(
                HttpSettings.at("127.0.0.1", 0),
                router,
                new SignInAuthenticator(signIn).with(new SignedUrls(table, signIn, SignInLimits.standard(), clock)),
                RequestObserver.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        site.close();
    }

    private Answer ask(String method, String target, String... headers) throws IOException {
        StringBuilder request =
                new StringBuilder(method + ' ' + target + " HTTP/1.1\nHost: weft.test\nOCS-APIRequest: true\n");
        for (String header : headers) {
            request.append(header).append('\n');
        }
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return wire.send(request.append('\n').toString()).answer(!method.equals("HEAD"));
        }
    }

    private static String basic(String user) {
        String pair = user + ':' + new StringBuilder(user).reverse();
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String key(String user) throws IOException {
        JsonObject data = JsonParser.parseString(
                        ask("GET", KEY_PATH + "?format=json", basic(user)).body())
                .getAsJsonObject()
                .getAsJsonObject("ocs")
                .getAsJsonObject("data");
        assertThat(data.get("user").getAsString()).isEqualTo(user);
        return data.get("signing-key").getAsString();
    }

    /** What a client appends before it signs. */
    private String claims(String user, String verb, Duration lifetime) {
        return "OC-Credential=" + user + "&OC-Date="
                + URLEncoder.encode(site.clock.instant().toString(), StandardCharsets.UTF_8) + "&OC-Expires="
                + lifetime.toSeconds() + "&OC-Verb=" + verb;
    }

    private String claims() {
        return claims("einstein", "GET", Duration.ofMinutes(20));
    }

    /** As ownCloud's web client does it: the whole URL is the password, the key the salt. */
    private static String signed(String site, String target, String key) throws Exception {
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec(
                        (site + target).toCharArray(), key.getBytes(StandardCharsets.UTF_8), 10_000, 256))
                .getEncoded();
        return target + "&OC-Algo=PBKDF2%2F10000-SHA512&OC-Signature="
                + HexFormat.of().formatHex(hash);
    }

    private static String signed(String target, String key) throws Exception {
        return signed("https://weft.test", target, key);
    }

    @Test
    void a_signature_that_another_program_computed_is_understood() throws Exception {
        // Python's hashlib.pbkdf2_hmac over the URL with that key.
        Instant then = Instant.parse("2026-01-31T12:10:00Z");
        serve(Clock.fixed(then, ZoneOffset.UTC));
        table.keep(new UrlKeyTable.Row(FakeSite.EINSTEIN.id(), "einstein", "ab".repeat(32), then));

        Answer answer = ask(
                "GET",
                FILE + "?x=1&OC-Credential=einstein&OC-Date=2026-01-31T12%3A00%3A00.000Z&OC-Expires=1200&OC-Verb=GET"
                        + "&OC-Signature=6ac87e6bc7a7d05ac597574c05e094b1d1d90222a8f64faecc00bb9a19da2313");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void whoever_has_the_url_reads_the_file_and_its_head_by_either_scheme() throws Exception {
        String key = key("einstein");

        Answer answer = ask("GET", signed(FILE + "?download=1&" + claims(), key));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("E = m c²");
        assertThat(ask("GET", signed("http://weft.test", FILE + "?" + claims(), key))
                        .status())
                .isEqualTo(200);
        String both = signed(FILE + "?" + claims(), key);
        assertThat(ask("HEAD", both).status()).isEqualTo(200);
        assertThat(ask("GET", both, "Range: bytes=0-0").body()).isEqualTo("E");
        assertThat(ask("HEAD", signed(FILE + "?" + claims("einstein", "HEAD", Duration.ofMinutes(1)), key))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_url_is_good_for_itself_alone() throws Exception {
        String key = key("einstein");
        String url = signed(FILE + "?x=1&" + claims(), key);

        assertThat(ask("GET", url.replace("x=1", "x=2")).status()).isEqualTo(401);
        assertThat(ask("GET", url.replace("notes", "other")).status()).isEqualTo(401);
        assertThat(ask("GET", url.replace("OC-Expires=1200", "OC-Expires=1201")).status())
                .isEqualTo(401);
        assertThat(ask("GET", url.replace("OC-Credential=einstein", "OC-Credential=marie"))
                        .status())
                .isEqualTo(401);
        assertThat(ask("GET", url.substring(0, url.length() - 1)).status()).isEqualTo(401);
        assertThat(ask("GET", signed("https://elsewhere.test", FILE + "?" + claims(), key))
                        .status())
                .isEqualTo(401);
        assertThat(ask("GET", FILE + "?" + claims() + "&OC-Signature=").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"DELETE", "PUT", "PROPFIND", "POST"})
    void a_signed_url_reads_and_nothing_else(String method) throws Exception {
        String key = key("einstein");
        assertThat(ask(method, signed(FILE + "?" + claims("einstein", method, Duration.ofMinutes(1)), key))
                        .status())
                .isEqualTo(401);
        assertThat(ask("GET", FILE, basic("einstein")).status()).isEqualTo(200);
    }

    @Test
    void one_for_the_head_does_not_give_the_content() throws Exception {
        String url = signed(FILE + "?" + claims("einstein", "HEAD", Duration.ofMinutes(1)), key("einstein"));
        assertThat(ask("GET", url).status()).isEqualTo(401);
    }

    @Test
    void it_ends_at_its_time_and_nobody_makes_one_for_longer_than_a_day_or_for_later() throws Exception {
        String key = key("einstein");
        String url = signed(FILE + "?" + claims(), key);
        String tooLong = claims("einstein", "GET", Duration.ofDays(1).plusSeconds(1));
        assertThat(ask("GET", signed(FILE + "?" + tooLong, key)).status()).isEqualTo(401);
        assertThat(ask("GET", url).status()).isEqualTo(200);

        String later = claims();
        site.clock.forward(Duration.ofMinutes(21));
        assertThat(ask("GET", url).status()).isEqualTo(401);

        site.clock.forward(Duration.ofMinutes(-41));
        assertThat(ask("GET", signed(FILE + "?" + later, key)).body()).contains("future");
    }

    @ParameterizedTest
    @CsvSource({
        "OC-Date=yesterday, OC-Date",
        "OC-Expires=-5, OC-Expires",
        "OC-Expires=0, OC-Expires",
        "OC-Expires=99999999999999999999, OC-Expires",
        "OC-Algo=PBKDF2/1-SHA512, PBKDF2/10000"
    })
    void what_is_malformed_is_refused_with_a_word_on_it(String claim, String word) throws Exception {
        String query = claim + '&' + claims() + "&OC-Signature=00";
        Answer answer = ask("GET", FILE + '?' + query);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains(word);
    }

    @Test
    void the_end_of_the_key_is_the_end_of_its_urls_also_of_those_in_use() throws Exception {
        String key = key("einstein");
        assertThat(key("einstein")).isEqualTo(key).matches("[0-9a-f]{64}");
        String url = signed(FILE + "?" + claims(), key);
        assertThat(ask("GET", url).status()).isEqualTo(200);

        assertThat(ask("DELETE", KEY_PATH, basic("einstein")).status()).isEqualTo(200);
        assertThat(ask("GET", url).status()).isEqualTo(401);

        String next = key("einstein");
        assertThat(next).isNotEqualTo(key);
        assertThat(ask("GET", url).status()).isEqualTo(401);
        assertThat(ask("GET", signed(FILE + "?" + claims(), next)).status()).isEqualTo(200);
    }

    @Test
    void somebody_who_is_shut_out_is_refused_however_good_the_url() throws Exception {
        String url = signed(FILE + "?" + claims(), key("einstein"));
        assertThat(ask("GET", url).status()).isEqualTo(200);

        Files.writeString(data.resolve("blocked"), "einstein\n");
        blocked.read();

        assertThat(ask("GET", url).status()).isEqualTo(403);
    }

    @Test
    void a_url_gives_away_neither_the_key_nor_a_password_for_a_program() throws Exception {
        String key = key("einstein");
        Answer own = ask("GET", signed("/ocs/v2.php/cloud/user/signing-key?" + claims(), key));
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.body()).doesNotContain(key);
        Answer password = ask("GET", signed("/ocs/v2.php/core/getapppassword?" + claims(), key));
        assertThat(password.status()).isEqualTo(403);
        assertThat(password.body()).doesNotContain("weft-");
    }

    @Test
    void a_limited_app_password_gets_no_key() throws Exception {
        String limited = site.appPasswords
                .make(
                        site.sessionOf(FakeSite.EINSTEIN),
                        "reads",
                        List.of(new Scope.User(Scope.Role.VIEWER)),
                        Optional.empty())
                .secret();
        String pair = Base64.getEncoder().encodeToString(("einstein:" + limited).getBytes(StandardCharsets.UTF_8));
        Answer answer = ask("GET", "/ocs/v2.php/cloud/user/signing-key", "Authorization: Basic " + pair);
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void nobody_guesses_signatures_for_long() throws Exception {
        int tries = SignInLimits.standard().addressFailures() + 1;
        for (int i = 0; i < tries; i++) {
            assertThat(ask("GET", FILE + "?" + claims() + "&OC-Signature=" + i).status())
                    .isEqualTo(401);
        }
        assertThat(ask("GET", FILE + "?" + claims() + "&OC-Signature=x").status())
                .isEqualTo(429);
    }

    @Test
    void the_capabilities_say_so() throws IOException {
        String body = ask("GET", "/ocs/v2.php/cloud/capabilities?format=json", basic("einstein"))
                .body();
        assertThat(body).contains("\"support-url-signing\":true");
    }
}
