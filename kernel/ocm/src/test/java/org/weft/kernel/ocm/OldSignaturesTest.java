/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;

/** Sites that sign as version 1.2 has it: Nextcloud 31 to 33. */
@OverWire
class OldSignaturesTest {

    @TempDir
    private Path data;

    private ScriptedPeer peer;
    private KeyPair pair;
    private String keyId;
    private Optional<LabSite> started = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        peer = new ScriptedPeer();
        pair = rsa(2048);
        keyId = peer.url() + "/ocm#signature";
        publish(pair, "");
    }

    @AfterEach
    void stop() {
        peer.close();
        started.ifPresent(LabSite::close);
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private void publish(KeyPair key, String more) {
        JsonObject published = new JsonObject();
        published.addProperty("keyId", keyId);
        published.addProperty(
                "publicKeyPem",
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        peer.discovered("1.0-proposal1", ",\"publicKey\":" + published + more);
    }

    private URI site(UnaryOperator<OcmSettings> tune) throws IOException {
        LabSite site = new LabSite(data, "127.0.0.1", Clock.systemUTC(), List.of(), tune);
        started = Optional.of(site);
        return site.uri("/ocm/echo");
    }

    private URI compatible() throws IOException {
        return site(settings -> settings);
    }

    private String body() {
        return "{\"sender\":\"" + peer.host() + "\"}";
    }

    private Map<String, String> signed(URI url, String body, Instant moment, String list) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String digest = "SHA-512="
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
        Map<String, String> values = Map.of(
                "(request-target)",
                "post " + url.getRawPath(),
                "content-length",
                Integer.toString(bytes.length),
                "date",
                date,
                "digest",
                digest,
                "host",
                url.getRawAuthority());
        StringBuilder base = new StringBuilder();
        for (String name : list.split(" ")) {
            base.append(base.isEmpty() ? "" : "\n").append(name).append(": ").append(values.get(name));
        }
        Signature signer = Signature.getInstance("SHA512withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(base.toString().getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Digest", digest);
        headers.put("Date", date);
        headers.put(
                "Signature",
                "keyId=\"" + keyId + "\",algorithm=\"rsa-sha512\",headers=\"" + list + "\",signature=\""
                        + Base64.getEncoder().encodeToString(signer.sign()) + "\"");
        return headers;
    }

    private static final String WHOLE = "(request-target) content-length date digest host";

    private Map<String, String> signed(URI url, String body) throws Exception {
        return signed(url, body, Instant.now(), WHOLE);
    }

    private static void refused(TrustingHttpClient.Answer answer, String word) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo(word);
    }

    @Test
    void its_signature_is_good_once() throws Exception {
        URI url = compatible();
        Map<String, String> headers = signed(url, body());
        TrustingHttpClient.Answer answer = TrustingHttpClient.send("POST", url, headers, body());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().get("signed").getAsBoolean()).isTrue();
        refused(TrustingHttpClient.send("POST", url, headers, body()), "SIGNATURE_REPLAYED");
    }

    @Test
    void a_forged_an_old_and_a_partial_signature_are_refused_though_none_would_do() throws Exception {
        URI url = compatible();
        Map<String, String> headers = signed(url, body());
        refused(TrustingHttpClient.send("POST", url, headers, body().replace("}", " }")), "DIGEST_MISMATCH");
        KeyPair own = pair;
        pair = rsa(2048);
        refused(TrustingHttpClient.send("POST", url, signed(url, body()), body()), "SIGNATURE_INVALID");
        pair = own;
        refused(
                TrustingHttpClient.send(
                        "POST", url, signed(url, body(), Instant.now().minusSeconds(400), WHOLE), body()),
                "SIGNATURE_EXPIRED");
        refused(
                TrustingHttpClient.send(
                        "POST", url, signed(url, body(), Instant.now().plusSeconds(200), WHOLE), body()),
                "SIGNATURE_NOT_YET_VALID");
        refused(
                TrustingHttpClient.send(
                        "POST", url, signed(url, body(), Instant.now(), "(request-target) date host"), body()),
                "SIGNATURE_MALFORMED");
        URI elsewhere = url.resolve("/ocm/other");
        refused(TrustingHttpClient.send("POST", url, signed(elsewhere, body()), body()), "SIGNATURE_INVALID");
        assertThat(TrustingHttpClient.send("POST", url, Map.of("Content-Type", "application/json"), body())
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_new_key_is_found_and_a_key_that_is_too_short_is_none() throws Exception {
        URI url = compatible();
        assertThat(TrustingHttpClient.send("POST", url, signed(url, body()), body())
                        .status())
                .isEqualTo(201);
        pair = rsa(2048);
        keyId = keyId + "2";
        publish(pair, "");
        assertThat(TrustingHttpClient.send("POST", url, signed(url, body()), body())
                        .status())
                .isEqualTo(201);
        keyId = keyId + "3";
        refused(TrustingHttpClient.send("POST", url, signed(url, body()), body()), "KEY_UNKNOWN");
    }

    @Test
    void a_key_that_is_too_short_proves_nothing() throws Exception {
        URI url = compatible();
        pair = rsa(1024);
        publish(pair, "");
        refused(TrustingHttpClient.send("POST", url, signed(url, body()), body()), "KEY_UNFIT");
    }

    @Test
    void where_signatures_are_demanded_it_counts_unless_old_ones_do_not() throws Exception {
        URI url = site(LabSite.demanding(true, true));
        assertThat(TrustingHttpClient.send("POST", url, signed(url, body()), body())
                        .status())
                .isEqualTo(201);
        refused(
                TrustingHttpClient.send("POST", url, Map.of("Content-Type", "application/json"), body()),
                "SIGNATURE_REQUIRED");
    }

    @Test
    void where_old_signatures_are_off_it_is_none() throws Exception {
        URI url = site(LabSite.demanding(true, false));
        refused(TrustingHttpClient.send("POST", url, signed(url, body()), body()), "SIGNATURE_REQUIRED");
    }

    @Test
    void a_site_that_signs_as_is_the_standard_now_is_not_believed_for_it() throws Exception {
        publish(pair, ",\"capabilities\":[\"http-sig\"],\"jwksUri\":\"" + peer.url() + "/keys\"");
        URI url = compatible();
        refused(TrustingHttpClient.send("POST", url, signed(url, body()), body()), "SIGNATURE_REQUIRED");
    }
}
