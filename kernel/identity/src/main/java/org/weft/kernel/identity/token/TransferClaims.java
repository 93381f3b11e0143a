/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonObject;
import java.time.Instant;

/** The claims of a transfer token. Their audience keeps them apart from access tokens, both ways. */
final class TransferClaims {

    static final String AUDIENCE = "weft-transfer";

    private TransferClaims() {}

    static JsonObject write(TransferToken transfer, Instant now, Instant expires) {
        JsonObject claims = new JsonObject();
        TokenTimes.write(claims, AUDIENCE, now, expires);
        claims.addProperty("kind", transfer.kind());
        claims.addProperty("payload", transfer.payload());
        return claims;
    }

    static TransferToken read(JsonObject claims) {
        return new TransferToken(ClaimsJson.text(claims, "kind"), ClaimsJson.text(claims, "payload"));
    }
}
