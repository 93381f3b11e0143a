/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.weft.spi.Scope;

/** Scopes as text, in the form of the claim of access tokens, for whoever keeps them. */
public final class ScopeCodec {

    private ScopeCodec() {}

    public static String write(List<Scope> scopes) {
        JsonObject json = new JsonObject();
        scopes.forEach(scope -> ScopeClaims.write(json, scope));
        return json.toString();
    }

    /** What {@link #write} wrote. What is not understood allows nothing. */
    public static List<Scope> read(String text) {
        List<Scope> scopes = new ArrayList<>();
        for (Map.Entry<String, JsonElement> entry :
                JsonParser.parseString(text).getAsJsonObject().entrySet()) {
            scopes.add(ScopeClaims.read(entry.getKey(), entry.getValue().getAsJsonObject()));
        }
        return scopes;
    }

    /** What one scope is about, as a CS3 client reads it with the decoder {@code json}. */
    public static String about(Scope scope) {
        return ScopeClaims.about(scope).toString();
    }

    /**
     * One scope, as a CS3 client writes it.
     *
     * @param name its key
     * @param decoder how the value is written
     * @param value what it is about
     * @param role the number of the role
     */
    public static Scope of(String name, String decoder, byte[] value, int role) {
        JsonObject resource = new JsonObject();
        resource.addProperty("decoder", decoder);
        resource.addProperty("value", Base64.getEncoder().encodeToString(value));
        JsonObject entry = new JsonObject();
        entry.add("resource", resource);
        entry.addProperty("role", role);
        return ScopeClaims.read(name, entry);
    }
}
