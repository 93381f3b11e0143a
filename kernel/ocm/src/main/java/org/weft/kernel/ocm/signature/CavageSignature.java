/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

/**
 * A signature in the form that version 1.2 took from draft-cavage-http-signatures-12, as Nextcloud 31 to 33 sign: RSA over a
 * list of headers, with a {@code Digest} of the body. Only checked, never made.
 */
public final class CavageSignature {

    /** What must be covered, or it says nothing about the request. */
    private static final List<String> LEAST = List.of("(request-target)", "host", "date", "digest", "content-length");

    private static final Map<String, String> ALGORITHMS =
            Map.of("rsa-sha256", "SHA256withRSA", "rsa-sha512", "SHA512withRSA");
    private static final Map<String, String> DIGESTS = Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*([a-zA-Z]{1,32})\\s*=\\s*(?:\"([^\"]{0,4096})\"|([0-9]{1,16}))\\s*(?:,|$)");
    private static final int LONGEST = 8192;
    private static final int MOST = 32;
    private static final int LEAST_RSA_BITS = 2048;

    private final String keyId;
    private final String algorithm;
    private final List<String> covered;
    private final byte[] bytes;

    private CavageSignature(String keyId, String algorithm, List<String> covered, byte[] bytes) {
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.covered = covered;
        this.bytes = bytes;
    }

    /**
     * Finds the signature.
     *
     * @return empty when the request has none of this form; one of the present standard is none
     * @throws InvalidSignature when it has one that is not as it should be
     */
    public static Optional<CavageSignature> of(HttpMessage message) throws InvalidSignature {
        List<String> lines = message.header("signature");
        if (lines.isEmpty() || !message.header("signature-input").isEmpty()) {
            return Optional.empty();
        }
        if (lines.size() > 1 || lines.getFirst().length() > LONGEST) {
            throw StructuredField.malformed("the request has more than one header Signature, or a very long one");
        }
        Map<String, String> parameters = parameters(lines.getFirst());
        String jdkName = ALGORITHMS.get(parameters.getOrDefault("algorithm", "").toLowerCase(Locale.ROOT));
        List<String> covered = List.of(
                parameters.getOrDefault("headers", "").toLowerCase(Locale.ROOT).split(" "));
        if (jdkName == null) {
            throw new InvalidSignature(
                    Reason.KEY_UNFIT, "the signature's algorithm is neither rsa-sha256 nor rsa-sha512");
        }
        if (!covered.containsAll(LEAST) || covered.size() > MOST || new HashSet<>(covered).size() != covered.size()) {
            throw StructuredField.malformed("the signature must cover each of " + LEAST + " once");
        }
        String keyId = parameters.getOrDefault("keyId", "");
        if (keyId.isEmpty()) {
            throw StructuredField.malformed("the signature must say 'keyId'");
        }
        return Optional.of(
                new CavageSignature(keyId, jdkName, covered, decoded(parameters.getOrDefault("signature", ""))));
    }

    private static Map<String, String> parameters(String text) throws InvalidSignature {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw StructuredField.malformed("the header Signature is no list of parameters");
            }
            String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            if (parameters.putIfAbsent(matcher.group(1), value) != null) {
                throw StructuredField.malformed("the header Signature says '" + matcher.group(1) + "' twice");
            }
            at = matcher.end();
        }
        return parameters;
    }

    private static byte[] decoded(String base64) throws InvalidSignature {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw StructuredField.malformed("the signature is not in base64");
        }
    }

    public String keyId() {
        return keyId;
    }

    /** What tells what was signed from all else, to notice what comes twice. */
    public String signed(HttpMessage message) throws InvalidSignature {
        return base(message);
    }

    /**
     * Checks the signature, and that the body is the one that was signed.
     *
     * @param pem the signer's key; who the signer is, the caller knows from elsewhere than the signature
     * @param age how old a signature may be
     * @param skew how far the signer's clock may be ahead
     */
    public void check(HttpMessage message, byte[] body, String pem, Instant now, Duration age, Duration skew)
            throws InvalidSignature {
        Instant created = date(message.component("date"));
        InvalidSignature.requireRecent(created, now, age, skew);
        RSAPublicKey key = key(pem);
        if (key.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the key has less than " + LEAST_RSA_BITS + " bits");
        }
        checkDigest(message.header("digest"), body);
        if (!message.component("content-length").equals(Integer.toString(body.length))) {
            throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body has another length than was signed");
        }
        if (!isBy(message, key)) {
            throw new InvalidSignature(Reason.SIGNATURE_INVALID, "the signature does not fit key and request");
        }
    }

    private static Instant date(String written) throws InvalidSignature {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(written));
        } catch (DateTimeException noDate) {
            throw StructuredField.malformed("the header Date is no date");
        }
    }

    /** Reads a key. */
    static RSAPublicKey key(String pem) throws InvalidSignature {
        String begin = "-----BEGIN PUBLIC KEY-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END PUBLIC KEY-----");
        try {
            if (from >= 0 && to > from && pem.length() <= LONGEST) {
                byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
                PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
                if (key instanceof RSAPublicKey rsa) {
                    return rsa;
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the signer's key is no RSA key in PEM");
        }
        throw new InvalidSignature(Reason.KEY_UNFIT, "the signer's key is no RSA key in PEM");
    }

    /** Every digest that is known must fit, and one of them must be known. */
    static void checkDigest(List<String> lines, byte[] body) throws InvalidSignature {
        int known = 0;
        for (String each : String.join(",", lines).split(",")) {
            int equals = each.indexOf('=');
            String name =
                    DIGESTS.get(each.substring(0, Math.max(0, equals)).strip().toLowerCase(Locale.ROOT));
            if (name == null) {
                continue;
            }
            try {
                byte[] digest = MessageDigest.getInstance(name).digest(body);
                if (!MessageDigest.isEqual(
                        digest, decoded(each.substring(equals + 1).strip()))) {
                    throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body's " + name + " is another");
                }
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing);
            }
            known++;
        }
        if (known == 0) {
            throw new InvalidSignature(Reason.DIGEST_MISMATCH, "the body has no digest in SHA-256 or SHA-512");
        }
    }

    /** Whether the key made the signature for this request; its time, the body and the key's size are not judged. */
    boolean isBy(HttpMessage message, RSAPublicKey key) throws InvalidSignature {
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(base(message).getBytes(StandardCharsets.UTF_8));
            return verifier.verify(bytes);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    private String base(HttpMessage message) throws InvalidSignature {
        StringBuilder base = new StringBuilder();
        for (String name : covered) {
            base.append(base.isEmpty() ? "" : "\n").append(name).append(": ").append(value(message, name));
        }
        return base.toString();
    }

    /** The host is the one that the signer was told, whatever a proxy made of the header on the way. */
    private static String value(HttpMessage message, String name) throws InvalidSignature {
        return switch (name) {
            case "(request-target)" ->
                message.method().toLowerCase(Locale.ROOT) + " " + message.component("@request-target");
            case "host" -> message.component("@authority");
            default -> message.component(name);
        };
    }
}
