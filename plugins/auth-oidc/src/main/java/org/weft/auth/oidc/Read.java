/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import com.nimbusds.jwt.JWTClaimsSet;

/** What a token turned out to be. */
sealed interface Read {

    /** Signed by the provider, and good now. Whom it is for is still to be judged. */
    record Good(JWTClaimsSet claims) implements Read {}

    /** Nothing that can be read here. */
    record Opaque() implements Read {}

    /** Of another issuer. */
    record Foreign() implements Read {}

    /** The provider's by its own word, and wrong. */
    record Refused(String reason) implements Read {}
}
