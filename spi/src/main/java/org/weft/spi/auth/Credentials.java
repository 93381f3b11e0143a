/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.auth;

/**
 * What a client showed.
 *
 * @param type the CS3 word: {@code "basic"}, {@code "bearer"}, …
 * @param clientId the user name, or whatever the type puts there; may be empty
 * @param secret the password or token
 */
public record Credentials(String type, String clientId, String secret) {

    /** Never shows the secret. */
    @Override
    public String toString() {
        return type + ":" + clientId;
    }
}
