/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A key of this site that signs messages, with its public half for the key set. Never shows the private one. */
public final class SigningKeyPair {

    private static final int ED25519_BYTES = 32;

    private final String kid;
    private final SignatureAlgorithm algorithm;
    private final KeyPair pair;

    private SigningKeyPair(String kid, SignatureAlgorithm algorithm, KeyPair pair) {
        this.kid = kid;
        this.algorithm = algorithm;
        this.pair = pair;
    }

    /** A new pair. */
    public static SigningKeyPair generate(String kid, SignatureAlgorithm algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family(algorithm));
            if (algorithm == SignatureAlgorithm.ES256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return new SigningKeyPair(kid, algorithm, generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String family(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ES256 -> "EC";
            case ES384, RS256, PS512 ->
                throw new IllegalArgumentException("Weft signs with Ed25519 and ES256 only, not " + algorithm);
        };
    }

    /** The pair that {@link #encode} wrote. */
    public static SigningKeyPair parse(String kid, SignatureAlgorithm algorithm, String encoded) {
        int dot = encoded.indexOf('.');
        try {
            KeyFactory factory = KeyFactory.getInstance(family(algorithm));
            Base64.Decoder base64 = Base64.getDecoder();
            return new SigningKeyPair(
                    kid,
                    algorithm,
                    new KeyPair(
                            factory.generatePublic(new X509EncodedKeySpec(base64.decode(encoded.substring(0, dot)))),
                            factory.generatePrivate(
                                    new PKCS8EncodedKeySpec(base64.decode(encoded.substring(dot + 1))))));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalArgumentException("the key '" + kid + "' is damaged", damaged);
        }
    }

    /** Both halves as text, to be kept in secret. */
    public String encode() {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(pair.getPublic().getEncoded()) + "."
                + base64.encodeToString(pair.getPrivate().getEncoded());
    }

    public String kid() {
        return kid;
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    PrivateKey privateKey() {
        return pair.getPrivate();
    }

    /** The public halves of several pairs as a JWK set, in this order. */
    public static String keySet(List<SigningKeyPair> pairs) {
        return new JWKSet(pairs.stream().map(SigningKeyPair::jwk).toList()).toString(true);
    }

    private JWK jwk() {
        if (pair.getPublic() instanceof ECPublicKey ec) {
            return new ECKey.Builder(Curve.P_256, ec)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(com.nimbusds.jose.JWSAlgorithm.ES256)
                    .build();
        }
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(com.nimbusds.jose.JWSAlgorithm.Ed25519)
                .build();
    }

    @Override
    public String toString() {
        return algorithm + " " + kid;
    }
}
