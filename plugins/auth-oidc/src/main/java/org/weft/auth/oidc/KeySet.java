/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which the provider signs (RFC 7517). Symmetric keys, short RSA keys and keys for encryption are not among
 * them, and what can't be read is left out: it may be of a kind that comes after us.
 */
record KeySet(List<JWK> keys) implements Kept.Document {

    private static final int LIMIT = 1 << 20;
    private static final int MOST = 100;
    private static final int SHORTEST_RSA = 2048;

    KeySet {
        keys = List.copyOf(keys);
    }

    static KeySet fetch(Fetch fetch, URI url) {
        return of(fetch.document("key set", url, LIMIT));
    }

    static KeySet of(Map<String, Object> document) {
        List<JWK> keys = new ArrayList<>();
        if (document.get("keys") instanceof List<?> list) {
            for (Object entry : list) {
                JWK key = read(entry);
                if (key != null && keys.size() < MOST) {
                    keys.add(key);
                }
            }
        }
        return new KeySet(keys);
    }

    /** As the provider writes it; what was left out is not in it. */
    @Override
    public Map<String, Object> fields() {
        return new JWKSet(keys).toJSONObject();
    }

    private static @Nullable JWK read(Object entry) {
        if (!(entry instanceof Map<?, ?> map)) {
            return null;
        }
        try {
            @SuppressWarnings("unchecked")
            JWK key = JWK.parse((Map<String, Object>) map);
            return isForSigning(key) ? key.toPublicJWK() : null;
        } catch (ParseException | IllegalArgumentException | IllegalStateException unreadable) {
            return null;
        }
    }

    private static boolean isForSigning(JWK key) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
            return false;
        }
        if (key instanceof RSAKey rsa) {
            return rsa.size() >= SHORTEST_RSA;
        }
        return key instanceof ECKey || key instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve());
    }

    /** The keys that may have made a signature: of the name that it gives, and of the kind that its algorithm needs. */
    List<JWK> candidates(JWSHeader header) {
        String kid = header.getKeyID();
        return keys.stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(key -> fits(key, header.getAlgorithm()))
                .toList();
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        if (key.getAlgorithm() != null && !Algorithms.isSame(key.getAlgorithm().getName(), algorithm.getName())) {
            return false;
        }
        return switch (key) {
            case RSAKey rsa -> JWSAlgorithm.Family.RSA.contains(algorithm);
            case ECKey ec ->
                Curve.forJWSAlgorithm(algorithm) != null
                        && Curve.forJWSAlgorithm(algorithm).contains(ec.getCurve());
            case OctetKeyPair pair -> Algorithms.isEdwards(algorithm.getName());
            default -> false;
        };
    }
}
