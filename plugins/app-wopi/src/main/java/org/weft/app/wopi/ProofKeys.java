/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;

/**
 * The keys with which an application signs its requests.
 *
 * @param current the one it signs with
 * @param old the one it signed with before
 */
record ProofKeys(PublicKey current, Optional<PublicKey> old) {

    private static final int FEWEST_BITS = 1024;
    private static final int MOST_BITS = 8192;

    /**
     * @param modulus base64 of the big-endian number
     * @param exponent the same
     * @throws GeneralSecurityException when they are no key
     */
    static PublicKey key(String modulus, String exponent) throws GeneralSecurityException {
        try {
            BigInteger number = new BigInteger(1, Base64.getDecoder().decode(modulus.strip()));
            BigInteger power = new BigInteger(1, Base64.getDecoder().decode(exponent.strip()));
            if (number.bitLength() < FEWEST_BITS || number.bitLength() > MOST_BITS || power.bitLength() > 64) {
                throw new GeneralSecurityException("the proof key has an odd length");
            }
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(number, power));
        } catch (IllegalArgumentException odd) {
            throw new GeneralSecurityException("the proof key is no base64", odd);
        }
    }
}
