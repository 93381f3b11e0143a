/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.time.Instant;

/**
 * What an access goes back to, and ends with: an app password, a browser's session, a provider's word, a service account's
 * secret.
 *
 * @param name which; empty for what nothing but its own end takes away
 * @param since when it was given
 */
public record CredentialRef(String name, Instant since) {

    private static final CredentialRef NONE = new CredentialRef("", Instant.EPOCH);

    /** The name of what a provider elsewhere says: one for each of its people. */
    public static String ofProvider(String source, String subject) {
        return "provider/" + source + '/' + subject;
    }

    /** For an access that nothing but its own end takes away. */
    public static CredentialRef none() {
        return NONE;
    }
}
