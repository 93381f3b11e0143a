/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Signs requests by hand, with and without what the standard demands. */
public final class HandSigner {

    public final String kid;
    private final KeyPair pair;

    public HandSigner(String kid) {
        this.kid = kid;
        try {
            this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The public half, as a JWK set. */
    public String keySet() {
        byte[] encoded = pair.getPublic().getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"Ed25519\",\"kid\":\"" + kid + "\",\"x\":\""
                + x + "\"}]}";
    }

    /** The headers of a signature in the present form. */
    public Map<String, String> headers(URI url, String body, Instant created) {
        return headers(url, body, created, "weft", ";tag=\"ocm\"");
    }

    public Map<String, String> headers(URI url, String body, Instant created, String label, String more) {
        try {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String digest = "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))
                    + ":";
            String parameters = "(\"@method\" \"@target-uri\" \"content-digest\" \"content-length\");created="
                    + created.getEpochSecond() + ";keyid=\"" + kid + "\"" + more;
            String base = "\"@method\": POST\n\"@target-uri\": " + url + "\n\"content-digest\": " + digest
                    + "\n\"content-length\": " + bytes.length + "\n\"@signature-params\": " + parameters;
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(pair.getPrivate());
            signer.update(base.getBytes(StandardCharsets.UTF_8));
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Content-Type", "application/json");
            headers.put("Content-Digest", digest);
            headers.put("Signature-Input", label + "=" + parameters);
            headers.put("Signature", label + "=:" + Base64.getEncoder().encodeToString(signer.sign()) + ":");
            return headers;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public TrustingHttpClient.Answer post(URI url, String body) throws IOException {
        return TrustingHttpClient.send("POST", url, headers(url, body, Instant.now()), body);
    }
}
