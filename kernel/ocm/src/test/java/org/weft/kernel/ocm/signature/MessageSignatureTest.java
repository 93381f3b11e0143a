/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

class MessageSignatureTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration AGE = Duration.ofSeconds(300);
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final URI TARGET = URI.create("https://b.example/ocm/shares");
    private static final byte[] BODY = "{\"name\":\"data\"}".getBytes(UTF_8);

    private final SigningKeyPair pair = SigningKeyPair.generate("a.example#key1", SignatureAlgorithm.ED25519);
    private final KeySet keys = keys(pair);

    private static KeySet keys(SigningKeyPair... pairs) {
        try {
            return KeySet.parse(SigningKeyPair.keySet(List.of(pairs)));
        } catch (InvalidSignature impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Map<String, List<String>> headers(byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Content-Digest", List.of(ContentDigest.of(body)));
        headers.put("Content-Length", List.of(Integer.toString(body.length)));
        headers.put("Date", List.of("Tue, 24 Nov 2026 10:00:00 GMT"));
        return headers;
    }

    private Map<String, List<String>> signed(SigningKeyPair by, Instant at) {
        Map<String, List<String>> headers = headers(BODY);
        MessageSignature.sign(new HttpMessage("POST", TARGET, headers), by, at)
                .forEach((name, value) -> headers.put(name, List.of(value)));
        return headers;
    }

    private static void check(String method, URI target, Map<String, List<String>> headers, byte[] body, KeySet keys)
            throws InvalidSignature {
        HttpMessage message = new HttpMessage(method, target, headers);
        MessageSignature.of(message, true).check(message, body, keys, NOW, AGE, SKEW);
    }

    private static Reason refusal(
            String method, URI target, Map<String, List<String>> headers, byte[] body, KeySet keys) {
        InvalidSignature refused =
                catchThrowableOfType(InvalidSignature.class, () -> check(method, target, headers, body, keys));
        assertThat(refused).isNotNull();
        return refused.reason();
    }

    @Test
    void the_worked_example_of_the_open_cloud_mesh_draft_is_good() throws Exception {
        HttpMessage message = new HttpMessage(
                "POST",
                URI.create("https://receiver.example.org/ocm/shares"),
                Map.of(
                        "content-digest", List.of("sha-256=:/Uz47cfD1HOdMTIqcWjd84iMLQ4gVJdC7ZFACf1ViqU=:"),
                        "content-length", List.of("521"),
                        "signature-input",
                                List.of("ocm=(\"@method\" \"@target-uri\" \"content-digest\" \"content-length\")"
                                        + ";created=1785060500;keyid=\"sender.example.org#key1\";alg=\"ed25519\""
                                        + ";tag=\"ocm\""),
                        "signature",
                                List.of(
                                        "ocm=:Epax4XFqvbrrDzQUAaNl+uECasEKbArgz8AlEkXspvYX2fSkQFlCkaXImZnYU898C2t0IdmbFhj"
                                                + "R8bkN0hZgCg==:")));
        KeySet sender = KeySet.parse("{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"Ed25519\","
                + "\"kid\":\"sender.example.org#key1\",\"x\":\"AzeStPAdQ-vbi6bJVxcQjBPF2I7fDZdfDZ_XZ3J4Azs\"}]}");
        MessageSignature signature = MessageSignature.of(message, false);
        assertThat(signature.keyId()).isEqualTo("sender.example.org#key1");
        Instant then = Instant.ofEpochSecond(1785060500);
        assertThat(signature.created()).isEqualTo(then);
        InvalidSignature refused = catchThrowableOfType(
                InvalidSignature.class, () -> signature.check(message, new byte[521], sender, then, AGE, SKEW));
        assertThat(refused.reason())
                .as("the example's body is not at hand; its digest is judged before its signature")
                .isEqualTo(Reason.DIGEST_MISMATCH);
        assertThat(signature.isBy(message, sender)).isTrue();
        assertThat(signature.isBy(new HttpMessage("PUT", message.target(), message.headers()), sender))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureAlgorithm.class,
            names = {"ED25519", "ES256"})
    void what_one_site_signs_another_can_check(SignatureAlgorithm algorithm) throws Exception {
        SigningKeyPair signer = SigningKeyPair.generate("a.example#k", algorithm);
        SigningKeyPair kept = SigningKeyPair.parse("a.example#k", algorithm, signer.encode());
        check("POST", TARGET, signed(kept, NOW), BODY, keys(pair, signer));
    }

    @Test
    void a_request_that_was_changed_is_refused() {
        Map<String, List<String>> headers = signed(pair, NOW);
        assertThat(refusal("PUT", TARGET, headers, BODY, keys)).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal("POST", URI.create("https://b.example/ocm/notifications"), headers, BODY, keys))
                .isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal("POST", URI.create("http://b.example/ocm/shares"), headers, BODY, keys))
                .isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(refusal("POST", TARGET, headers, "{\"name\":\"dato\"}".getBytes(UTF_8), keys))
                .isEqualTo(Reason.DIGEST_MISMATCH);
        Map<String, List<String>> otherDate = new HashMap<>(headers);
        otherDate.put("Date", List.of("Tue, 24 Nov 2026 10:00:01 GMT"));
        assertThat(refusal("POST", TARGET, otherDate, BODY, keys)).isEqualTo(Reason.SIGNATURE_INVALID);
    }

    @Test
    void a_signature_of_another_key_or_of_another_time_is_refused() {
        SigningKeyPair other = SigningKeyPair.generate("a.example#key1", SignatureAlgorithm.ED25519);
        assertThat(refusal("POST", TARGET, signed(other, NOW), BODY, keys)).isEqualTo(Reason.SIGNATURE_INVALID);
        SigningKeyPair unknown = SigningKeyPair.generate("a.example#key2", SignatureAlgorithm.ED25519);
        assertThat(refusal("POST", TARGET, signed(unknown, NOW), BODY, keys)).isEqualTo(Reason.KEY_UNKNOWN);
        assertThat(refusal("POST", TARGET, signed(pair, NOW.minusSeconds(301)), BODY, keys))
                .isEqualTo(Reason.SIGNATURE_EXPIRED);
        assertThat(refusal("POST", TARGET, signed(pair, NOW.plusSeconds(61)), BODY, keys))
                .isEqualTo(Reason.SIGNATURE_NOT_YET_VALID);
    }

    @Test
    void a_key_says_itself_which_algorithm_it_is_for() {
        SigningKeyPair ec = SigningKeyPair.generate("a.example#key1", SignatureAlgorithm.ES256);
        assertThat(refusal("POST", TARGET, signed(ec, NOW), BODY, keys)).isEqualTo(Reason.KEY_UNFIT);
    }

    @Test
    void keys_that_are_no_public_keys_for_signatures_are_not_there() throws Exception {
        KeySet unfit = KeySet.parse("""
            {"keys":[
              {"kty":"oct","kid":"secret","alg":"HS256","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"},
              {"kty":"OKP","crv":"Ed25519","kid":"no-alg","x":"AzeStPAdQ-vbi6bJVxcQjBPF2I7fDZdfDZ_XZ3J4Azs"},
              {"kty":"OKP","crv":"Ed25519","kid":"wrong","alg":"ES256","x":"AzeStPAdQ-vbi6bJVxcQjBPF2I7fDZdfDZ_XZ3J4Azs"},
              {"kty":"OKP","crv":"Ed25519","kid":"none","alg":"none","x":"AzeStPAdQ-vbi6bJVxcQjBPF2I7fDZdfDZ_XZ3J4Azs"},
              {"kty":"RSA","kid":"short","alg":"RS256","e":"AQAB","n":"AMf1XZpEBlUhvWPsYwuWmbnWLXOyhdIE6dPw1xQ5"}
            ]}\
            """);
        assertThat(unfit.kids()).isEmpty();
        assertThatThrownBy(() -> KeySet.parse("<html>")).isInstanceOf(InvalidSignature.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` `|SIGNATURE_REQUIRED",
                "sig1=(\"@method\");created=1;keyid=\"k\"|SIGNATURE_REQUIRED",
                "sig1=(\"@method\");created=1;keyid=\"k\";tag=\"other\"|SIGNATURE_REQUIRED",
                "a=(\"@method\" \"@target-uri\""
                        + " \"content-digest\");created=1;keyid=\"k\";tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=(\"@method\" \"@target-uri\" \"content-digest\""
                        + " \"content-length\");keyid=\"k\";tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=(\"@method\" \"@target-uri\" \"content-digest\""
                        + " \"content-length\");created=1;tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=(\"@method\" \"@method\" \"@target-uri\" \"content-digest\""
                        + " \"content-length\");created=1;keyid=\"k\";tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=(\"@method\" \"@target-uri\" \"content-digest\""
                        + " \"content-length\";bs);created=1;keyid=\"k\";tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=();tag=\"ocm\", b=();tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=();tag=\"ocm\", a=()|SIGNATURE_MALFORMED",
                "a=(;tag=\"ocm\"|SIGNATURE_MALFORMED",
                "a=?2|SIGNATURE_MALFORMED",
                "a=1,|SIGNATURE_MALFORMED",
                "A=1|SIGNATURE_MALFORMED",
            })
    void what_is_not_in_the_form_of_the_standard_is_refused(String input, Reason reason) {
        Map<String, List<String>> headers = signed(pair, NOW);
        headers.put("Signature-Input", List.of(input.strip()));
        headers.put("Signature", List.of("a=:AAAA:, b=:AAAA:"));
        assertThat(refusal("POST", TARGET, headers, BODY, keys)).isEqualTo(reason);
    }

    @Test
    void the_older_form_has_a_label_and_no_tag_and_is_taken_only_where_that_is_allowed() throws Exception {
        Map<String, List<String>> headers = headers(BODY);
        headers.put(
                "Signature-Input",
                List.of("ocm=(\"@method\" \"@target-uri\" \"content-digest\" \"content-length\" \"date\")"
                        + ";created=1785060500;keyid=\"a.example#key1\""));
        headers.put("Signature", List.of("ocm=:AAAA:"));
        HttpMessage message = new HttpMessage("POST", TARGET, headers);
        assertThat(MessageSignature.of(message, true).keyId()).isEqualTo("a.example#key1");
        assertThatThrownBy(() -> MessageSignature.of(message, false)).isInstanceOf(InvalidSignature.class);
    }

    @Test
    void every_known_digest_must_fit_and_one_must_be_known() throws Exception {
        String good = ContentDigest.of(BODY);
        ContentDigest.check(List.of(good, "md5=:AAAA:"), BODY);
        for (List<String> bad : List.of(
                List.<String>of(), List.of("md5=:AAAA:"), List.of(good + ", sha-512=:AAAA:"), List.of("sha-256=abc"))) {
            assertThatThrownBy(() -> ContentDigest.check(bad, BODY))
                    .as("%s", bad)
                    .isInstanceOf(InvalidSignature.class);
        }
    }

    @Test
    void what_is_told_of_a_request_is_what_was_signed_and_not_which_signature_says_so() throws Exception {
        SigningKeyPair signer = SigningKeyPair.generate("a.example#k", SignatureAlgorithm.ES256);
        Map<String, List<String>> headers = signed(signer, NOW);
        Map<String, List<String>> other = new HashMap<>(headers);
        other.put(
                "Signature",
                List.of(MalleableSignature.of(
                        headers.getOrDefault("Signature", List.of()).getFirst())));
        assertThat(other.get("Signature")).isNotEqualTo(headers.get("Signature"));
        check("POST", TARGET, other, BODY, keys(signer));

        assertThat(told(other)).as("as good, and no other message").isEqualTo(told(headers));
        assertThat(told(signed(signer, NOW))).as("signed twice in a second").isEqualTo(told(headers));
        assertThat(told(signed(signer, NOW.plusSeconds(1)))).isNotEqualTo(told(headers));
    }

    private static String told(Map<String, List<String>> headers) throws InvalidSignature {
        HttpMessage message = new HttpMessage("POST", TARGET, headers);
        return MessageSignature.of(message, false).signed(message);
    }
}
