/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * For whom a token was made and when it holds (RFC 7519 section 4.1).
 *
 * @param audience for whom; one or many
 * @param notBefore when it begins: the later of {@code iat} and {@code nbf}
 * @param expires when it ends
 */
record TokenTimes(List<String> audience, Instant notBefore, Instant expires) {

    /** @throws IllegalArgumentException when {@code exp} is missing */
    static TokenTimes read(JsonObject claims) {
        Instant expires = ClaimsJson.find(claims, "exp")
                .map(TokenTimes::instant)
                .orElseThrow(() -> new IllegalArgumentException("a token without an end"));
        Instant issued = ClaimsJson.find(claims, "iat").map(TokenTimes::instant).orElse(Instant.EPOCH);
        Instant begins = ClaimsJson.find(claims, "nbf").map(TokenTimes::instant).orElse(Instant.EPOCH);
        List<String> audience = new ArrayList<>();
        ClaimsJson.find(claims, "aud").ifPresent(aud -> {
            if (aud instanceof JsonArray many) {
                many.forEach(one -> audience.add(one.getAsString()));
            } else {
                audience.add(aud.getAsString());
            }
        });
        return new TokenTimes(audience, issued.isAfter(begins) ? issued : begins, expires);
    }

    static void write(JsonObject claims, String audience, Instant now, Instant expires) {
        JsonArray aud = new JsonArray();
        aud.add(audience);
        claims.add("aud", aud);
        claims.addProperty("exp", expires.getEpochSecond());
        claims.addProperty("iat", now.getEpochSecond());
    }

    /** Seconds, possibly with a fraction, far beyond any date's range cut off. */
    private static Instant instant(JsonElement element) {
        double seconds = element.getAsDouble();
        if (!(seconds >= 0)) {
            throw new IllegalArgumentException("a time before 1970");
        }
        return Instant.ofEpochSecond((long) Math.min(seconds, 253402300799.0));
    }
}
