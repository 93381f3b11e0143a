/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.ocm;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.http.HttpHeaders;

/** What a server answered. */
record Answer(int status, HttpHeaders headers, String body) {

    /** The body; empty when it is no JSON object. */
    JsonObject json() {
        try {
            return JsonParser.parseString(body).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException other) {
            return new JsonObject();
        }
    }

    String text(String name) {
        return json().has(name) && json().get(name).isJsonPrimitive()
                ? json().get(name).getAsString()
                : "";
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    @Override
    public String toString() {
        return status + " " + body.substring(0, Math.min(300, body.length()));
    }
}
