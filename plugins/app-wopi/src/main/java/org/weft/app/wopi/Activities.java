/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What users did in a document, such as mentioning each other. Nothing is done with it, and that is what is answered. */
final class Activities {

    private static final int LARGEST = 64 * 1024;
    private static final int UNSUPPORTED_TYPE = 3;

    private final Call call;

    Activities(Call call) {
        this.call = call;
    }

    void add() throws IOException {
        byte[] body = call.exchange().body().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw new Refusal(413, "activities have at most " + LARGEST + " bytes");
        }
        JsonArray responses = new JsonArray();
        try {
            JsonElement json = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
            for (JsonElement activity : json.getAsJsonObject().getAsJsonArray("Activities")) {
                JsonObject response = new JsonObject();
                response.addProperty("Id", activity.getAsJsonObject().get("Id").getAsString());
                response.addProperty("Status", UNSUPPORTED_TYPE);
                response.addProperty("Message", "this host does nothing with activities");
                responses.add(response);
            }
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException
                | StackOverflowError malformed) {
            throw new Refusal(400, "the body holds no activities");
        }
        JsonObject answer = new JsonObject();
        answer.add("ActivityResponses", responses);
        call.json(200, answer);
    }
}
