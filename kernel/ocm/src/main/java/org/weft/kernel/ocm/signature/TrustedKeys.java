/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

/** Public keys that an operator got from somebody and trusts: a JWK, a JWK set, or PEM. */
public final class TrustedKeys {

    private static final int LEAST_RSA_BITS = 2048;
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final List<KeySet.Key> keys;

    private TrustedKeys(List<KeySet.Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the content of a key file.
     *
     * @throws InvalidSignature when it holds no key that is fit for signatures
     */
    public static TrustedKeys parse(String text) throws InvalidSignature {
        List<KeySet.Key> keys = new ArrayList<>();
        try {
            if (text.contains("-----BEGIN PUBLIC KEY-----")) {
                fit(pem(text), Optional.empty()).ifPresent(keys::add);
            } else {
                JWKSet set = text.contains("\"keys\"") ? JWKSet.parse(text) : new JWKSet(JWK.parse(text));
                for (JWK jwk : set.getKeys()) {
                    Optional<String> algorithm =
                            Optional.ofNullable(jwk.getAlgorithm()).map(named -> named.getName());
                    fit(publicKey(jwk), algorithm).ifPresent(keys::add);
                }
            }
        } catch (ParseException | GeneralSecurityException | JOSEException | IllegalArgumentException odd) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the file holds no public key that can be read");
        }
        if (keys.isEmpty()) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the file holds no public key that is fit for signatures");
        }
        return new TrustedKeys(keys);
    }

    private static PublicKey pem(String text) throws GeneralSecurityException {
        String begin = "-----BEGIN PUBLIC KEY-----";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf("-----END PUBLIC KEY-----", from);
        byte[] encoded = Base64.getMimeDecoder().decode(text.substring(from, to < 0 ? text.length() : to));
        GeneralSecurityException last = new GeneralSecurityException("no key");
        for (String family : List.of("Ed25519", "EC", "RSA")) {
            try {
                return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException other) {
                last = other;
            }
        }
        throw last;
    }

    private static PublicKey publicKey(JWK jwk) throws GeneralSecurityException, JOSEException {
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        if (jwk instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            byte[] x = pair.getDecodedX();
            byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
            System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
            System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        }
        throw new GeneralSecurityException("a kind of key that signs nothing");
    }

    /** The key with the algorithm that it names, or the usual one of its kind. */
    private static Optional<KeySet.Key> fit(PublicKey key, Optional<String> named) {
        Optional<SignatureAlgorithm> usual = usual(key);
        if (named.isEmpty()) {
            return usual.map(algorithm -> new KeySet.Key(key, algorithm));
        }
        return named.flatMap(SignatureAlgorithm::ofJwk)
                .filter(algorithm -> usual.filter(kind -> kind == algorithm
                                || (kind == SignatureAlgorithm.RS256 && algorithm == SignatureAlgorithm.PS512))
                        .isPresent())
                .map(algorithm -> new KeySet.Key(key, algorithm));
    }

    private static Optional<SignatureAlgorithm> usual(PublicKey key) {
        return switch (key) {
            case EdECPublicKey ed -> Optional.of(SignatureAlgorithm.ED25519);
            case ECPublicKey ec ->
                switch (ec.getParams().getCurve().getField().getFieldSize()) {
                    case 256 -> Optional.of(SignatureAlgorithm.ES256);
                    case 384 -> Optional.of(SignatureAlgorithm.ES384);
                    default -> Optional.empty();
                };
            case RSAPublicKey rsa ->
                rsa.getModulus().bitLength() >= LEAST_RSA_BITS
                        ? Optional.of(SignatureAlgorithm.RS256)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    List<KeySet.Key> all() {
        return keys;
    }
}
