/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/** The signatures that are understood (RFC 7518, RFC 8037): all with a public key, so that no key of ours can be misused for one. */
final class Algorithms {

    private static final Set<String> UNDERSTOOD =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519");

    private Algorithms() {}

    static boolean isUnderstood(String name) {
        return UNDERSTOOD.contains(name);
    }

    /** RFC 9864 renamed the one into the other. */
    static boolean isEdwards(String name) {
        return name.equals("EdDSA") || name.equals("Ed25519");
    }

    static boolean isSame(String one, String other) {
        return one.equals(other) || isEdwards(one) && isEdwards(other);
    }

    static boolean verify(JWSObject token, JWK key) {
        try {
            return switch (key) {
                case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec.toECPublicKey()));
                case OctetKeyPair pair -> edwards(token, pair);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException | IllegalStateException unfit) {
            return false;
        }
    }

    /** With the platform's own means; the library would want another library for it. */
    private static boolean edwards(JWSObject token, OctetKeyPair key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey(key.getX().decode()));
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }

    /** RFC 8032, section 5.1.3: little-endian y, and the sign of x in the topmost bit. */
    private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != 32) {
            throw new GeneralSecurityException("an Ed25519 key has 32 bytes");
        }
        byte[] y = new byte[32];
        for (int i = 0; i < 32; i++) {
            y[i] = encoded[31 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
