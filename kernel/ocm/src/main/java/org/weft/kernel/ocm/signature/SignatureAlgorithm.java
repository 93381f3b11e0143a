/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.util.Locale;
import java.util.Optional;

/** The algorithms that signatures are made and checked with; no secret that two parties share is among them. */
public enum SignatureAlgorithm {
    ED25519("Ed25519", "ed25519", "Ed25519"),
    ES256("ES256", "ecdsa-p256-sha256", "SHA256withECDSAinP1363Format"),
    ES384("ES384", "ecdsa-p384-sha384", "SHA384withECDSAinP1363Format"),
    RS256("RS256", "rsa-v1_5-sha256", "SHA256withRSA"),
    PS512("PS512", "rsa-pss-sha512", "RSASSA-PSS");

    private final String jwk;
    private final String http;
    private final String jdk;

    SignatureAlgorithm(String jwk, String http, String jdk) {
        this.jwk = jwk;
        this.http = http;
        this.jdk = jdk;
    }

    /** The name in a key of a key set. */
    public String jwkName() {
        return jwk;
    }

    /** The name in RFC 9421's registry. */
    String httpName() {
        return http;
    }

    String jdkName() {
        return jdk;
    }

    /** What a key says it is for; {@code EdDSA} is the older name of Ed25519, whose curve the key tells. */
    static Optional<SignatureAlgorithm> ofJwk(String name) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.jwk.equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return "EdDSA".equals(name) ? Optional.of(ED25519) : Optional.empty();
    }

    /** Whether a signature's parameter means this algorithm; some write it as keys do. */
    boolean isCalled(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return http.equals(lower) || jwk.toLowerCase(Locale.ROOT).equals(lower);
    }
}
