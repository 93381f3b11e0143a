/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file that was opened in the office.
 *
 * @param source its address at the host
 * @param token the session's token
 * @param answer what the host told the browser
 */
record OpenedFile(String source, String token, JsonObject answer) {

    static OpenedFile of(String json) {
        JsonObject answer = JsonParser.parseString(json).getAsJsonObject();
        String url = answer.get("app_url").getAsString();
        String source = Arrays.stream(url.substring(url.indexOf('?') + 1).split("&"))
                .filter(pair -> pair.startsWith("WOPISrc="))
                .map(pair -> URLDecoder.decode(pair.substring("WOPISrc=".length()), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
        String token =
                answer.getAsJsonObject("form_parameters").get("access_token").getAsString();
        return new OpenedFile(source, token, answer);
    }
}
