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
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.weft.kernel.ocm.signature.InvalidSignature.Reason;

/** The public keys of a peer, by their ids. Keys that are not fit for signatures are left out. */
public final class KeySet {

    private static final int MOST_KEYS = 64;
    private static final int LEAST_RSA_BITS = 2048;

    /** What stands before the 32 bytes of an Ed25519 key in X.509's form (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Map<String, Key> keys;

    private KeySet(Map<String, Key> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** A key and the one algorithm that it is for. */
    record Key(PublicKey key, SignatureAlgorithm algorithm) {}

    /**
     * Reads a JWK set (RFC 7517).
     *
     * @throws InvalidSignature when it is none, or has more keys than anybody needs
     */
    public static KeySet parse(String json) throws InvalidSignature {
        JWKSet set;
        try {
            set = JWKSet.parse(json);
        } catch (ParseException malformed) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the key set is no JWK set");
        }
        if (set.getKeys().size() > MOST_KEYS) {
            throw new InvalidSignature(Reason.KEY_UNFIT, "the key set has more than " + MOST_KEYS + " keys");
        }
        Map<String, Key> keys = new HashMap<>();
        for (JWK jwk : set.getKeys()) {
            read(jwk, keys);
        }
        return new KeySet(keys);
    }

    /** A key without id or algorithm, or whose algorithm is not for signatures of it, is not there. */
    private static void read(JWK jwk, Map<String, Key> keys) {
        if (jwk.getKeyID() == null || jwk.getAlgorithm() == null) {
            return;
        }
        SignatureAlgorithm algorithm =
                SignatureAlgorithm.ofJwk(jwk.getAlgorithm().getName()).orElse(null);
        if (algorithm == null) {
            return;
        }
        try {
            PublicKey key = publicKey(jwk, algorithm);
            if (key != null) {
                keys.putIfAbsent(jwk.getKeyID(), new Key(key, algorithm));
            }
        } catch (JOSEException | GeneralSecurityException unfit) {
            return; // as if it were not there
        }
    }

    private static @org.jspecify.annotations.Nullable PublicKey publicKey(JWK jwk, SignatureAlgorithm algorithm)
            throws JOSEException, GeneralSecurityException {
        return switch (algorithm) {
            case ED25519 ->
                jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())
                        ? ed25519(pair.getDecodedX())
                        : null;
            case ES256 -> jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve()) ? ec.toECPublicKey() : null;
            case ES384 -> jwk instanceof ECKey ec && Curve.P_384.equals(ec.getCurve()) ? ec.toECPublicKey() : null;
            case RS256, PS512 -> jwk instanceof RSAKey rsa ? rsa(rsa.toRSAPublicKey()) : null;
        };
    }

    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static @org.jspecify.annotations.Nullable PublicKey rsa(RSAPublicKey key) {
        return key.getModulus().bitLength() >= LEAST_RSA_BITS ? key : null;
    }

    public boolean has(String kid) {
        return keys.containsKey(kid);
    }

    public Set<String> kids() {
        return keys.keySet();
    }

    Key key(String kid) throws InvalidSignature {
        Key key = keys.get(kid);
        if (key == null) {
            throw new InvalidSignature(Reason.KEY_UNKNOWN, "the signer has no fit key '" + kid + "'");
        }
        return key;
    }
}
