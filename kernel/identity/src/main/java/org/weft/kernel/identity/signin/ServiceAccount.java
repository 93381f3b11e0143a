/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.HexFormat;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.spi.Scope;

/**
 * A program that signs in by itself.
 *
 * @param name what it is called
 * @param secretHash the SHA-256 of its secret, in hexadecimal digits
 * @param role the most that its tokens are good for
 * @param actsFor for whom it may sign in
 */
public record ServiceAccount(String name, String secretHash, Scope.Role role, PrincipalSet actsFor) {

    /** @throws IllegalArgumentException when the hash is none */
    public ServiceAccount {
        if (HexFormat.of().parseHex(secretHash).length != 32) {
            throw new IllegalArgumentException("not a SHA-256");
        }
    }

    /** Its login name: nobody else has one that begins so. */
    public String username() {
        return ServiceAccounts.PREFIX + name;
    }

    /** What its tokens go back to: with another secret they end. */
    String credential() {
        return ServiceAccounts.CREDENTIAL + name + '/' + secretHash.substring(0, 16);
    }

    /** Tells no hash. */
    @Override
    public String toString() {
        return "ServiceAccount[" + name + "]";
    }
}
