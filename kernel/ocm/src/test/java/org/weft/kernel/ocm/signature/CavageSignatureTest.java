/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

/** The examples of draft-cavage-http-signatures-12, appendix C, and what is not like them. */
class CavageSignatureTest {

    private static final String KEY = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
        6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
        Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
        oYi+1hqp1fIekaxsyQIDAQAB
        -----END PUBLIC KEY-----
        """;
    private static final String ALL = "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEK"
            + "BIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=";
    private static final String HEADERS = "(request-target) host date content-type digest content-length";
    private static final byte[] BODY = "{\"hello\": \"world\"}".getBytes(StandardCharsets.UTF_8);
    private static final Instant THEN = Instant.parse("2014-01-05T21:31:40Z");

    private static String header(String headers, String signature) {
        return "keyId=\"Test\",algorithm=\"rsa-sha256\",headers=\"" + headers + "\",signature=\"" + signature + "\"";
    }

    private static HttpMessage message(String signature) {
        return new HttpMessage(
                "POST",
                URI.create("https://example.com/foo?param=value&pet=dog"),
                Map.of(
                        "Host", List.of("example.com"),
                        "Date", List.of("Sun, 05 Jan 2014 21:31:40 GMT"),
                        "Content-Type", List.of("application/json"),
                        "Digest", List.of("SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
                        "Content-Length", List.of("18"),
                        "Signature", List.of(signature)));
    }

    private static Reason refusal(HttpMessage message) {
        InvalidSignature refused = catchThrowableOfType(InvalidSignature.class, () -> CavageSignature.of(message));
        assertThat(refused).isNotNull();
        return refused.reason();
    }

    @Test
    void the_drafts_own_example_is_good_and_its_digest_is_the_bodys() throws Exception {
        HttpMessage message = message(header(HEADERS, ALL));
        CavageSignature signature = CavageSignature.of(message).orElseThrow();
        assertThat(signature.keyId()).isEqualTo("Test");
        assertThat(signature.isBy(message, CavageSignature.key(KEY))).isTrue();
        CavageSignature.checkDigest(message.header("digest"), BODY);
    }

    @Test
    void for_another_path_method_or_host_it_is_not_good() throws Exception {
        HttpMessage message = message(header(HEADERS, ALL));
        CavageSignature signature = CavageSignature.of(message).orElseThrow();
        for (String url : List.of(
                "https://example.com/bar?param=value&pet=dog",
                "https://example.com/foo?param=value&pet=cat",
                "https://example.org/foo?param=value&pet=dog")) {
            HttpMessage other = new HttpMessage("POST", URI.create(url), message.headers());
            assertThat(signature.isBy(other, CavageSignature.key(KEY))).as(url).isFalse();
        }
        HttpMessage put = new HttpMessage("PUT", message.target(), message.headers());
        assertThat(signature.isBy(put, CavageSignature.key(KEY))).isFalse();
    }

    @Test
    void a_short_key_an_old_date_and_another_body_are_refused() throws Exception {
        HttpMessage message = message(header(HEADERS, ALL));
        CavageSignature signature = CavageSignature.of(message).orElseThrow();
        Duration five = Duration.ofMinutes(5);
        InvalidSignature late = catchThrowableOfType(
                InvalidSignature.class,
                () -> signature.check(message, BODY, KEY, THEN.plusSeconds(301), five, Duration.ofMinutes(1)));
        assertThat(late.reason()).isEqualTo(Reason.SIGNATURE_EXPIRED);
        InvalidSignature early = catchThrowableOfType(
                InvalidSignature.class,
                () -> signature.check(message, BODY, KEY, THEN.minusSeconds(61), five, Duration.ofMinutes(1)));
        assertThat(early.reason()).isEqualTo(Reason.SIGNATURE_NOT_YET_VALID);
        InvalidSignature weak = catchThrowableOfType(
                InvalidSignature.class, () -> signature.check(message, BODY, KEY, THEN, five, Duration.ofMinutes(1)));
        assertThat(weak.reason()).isEqualTo(Reason.KEY_UNFIT);
        InvalidSignature other = catchThrowableOfType(
                InvalidSignature.class,
                () -> CavageSignature.checkDigest(message.header("digest"), "{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(other.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
        InvalidSignature unknown = catchThrowableOfType(
                InvalidSignature.class, () -> CavageSignature.checkDigest(List.of("MD5=abc="), BODY));
        assertThat(unknown.reason()).isEqualTo(Reason.DIGEST_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "date",
                "host date digest content-length",
                "(request-target) date digest content-length",
                "(request-target) host digest content-length",
                "(request-target) host date content-length",
                "(request-target) host date digest",
                "(request-target) host date digest content-length host",
                ""
            })
    void what_covers_too_little_or_something_twice_is_refused(String headers) {
        assertThat(refusal(message(header(headers, ALL)))).isEqualTo(Reason.SIGNATURE_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha256", "none", "hs2019", "ecdsa-sha256", "rsa-sha1", ""})
    void other_algorithms_are_refused(String algorithm) {
        assertThat(refusal(message(header(HEADERS, ALL).replace("rsa-sha256", algorithm))))
                .isEqualTo(Reason.KEY_UNFIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ocm=:AAAA:", "keyId=\"a", "a", ",", "keyId=\"a\" algorithm=\"b\""})
    void what_is_no_list_of_parameters_is_malformed(String signature) {
        assertThat(refusal(message(signature))).isEqualTo(Reason.SIGNATURE_MALFORMED);
    }

    @Test
    void said_twice_is_malformed_and_a_signature_of_the_present_form_is_none_of_this() throws Exception {
        assertThat(refusal(message(header(HEADERS, ALL) + ",keyId=\"Other\""))).isEqualTo(Reason.SIGNATURE_MALFORMED);
        HttpMessage present = new HttpMessage(
                "POST",
                URI.create("https://example.com/"),
                Map.of("Signature", List.of(header(HEADERS, ALL)), "Signature-Input", List.of("ocm=()")));
        assertThat(CavageSignature.of(present)).isEmpty();
        assertThat(CavageSignature.of(new HttpMessage("POST", URI.create("https://example.com/"), Map.of())))
                .isEmpty();
    }

    @Test
    void what_is_no_rsa_key_in_pem_is_no_key() {
        for (String pem : List.of("", "-----BEGIN PUBLIC KEY-----", KEY.replace("MIGf", "AAAA"), "secret")) {
            InvalidSignature refused = catchThrowableOfType(InvalidSignature.class, () -> CavageSignature.key(pem));
            assertThat(refused.reason()).isEqualTo(Reason.KEY_UNFIT);
        }
    }
}
