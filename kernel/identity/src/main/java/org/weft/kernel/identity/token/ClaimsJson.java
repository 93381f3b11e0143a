/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;

/** Reading and writing JSON as Go's encoder does: what is empty, zero or false is left out. */
final class ClaimsJson {

    private ClaimsJson() {}

    /** @throws IllegalArgumentException when the text is not one JSON object and nothing else */
    static JsonObject parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return element.getAsJsonObject();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("not a JSON object", e);
        }
    }

    static void put(JsonObject object, String name, String value) {
        if (!value.isEmpty()) {
            object.addProperty(name, value);
        }
    }

    static void put(JsonObject object, String name, long value) {
        if (value != 0) {
            object.addProperty(name, value);
        }
    }

    /** The member under its first name that is there; a JSON null counts as absent. */
    static Optional<JsonElement> find(JsonObject object, String... names) {
        for (String name : names) {
            JsonElement element = object.get(name);
            if (element != null && !element.isJsonNull()) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    static Optional<JsonObject> object(JsonObject object, String... names) {
        return find(object, names).map(JsonElement::getAsJsonObject);
    }

    static String text(JsonObject object, String... names) {
        return find(object, names).map(JsonElement::getAsString).orElse("");
    }

    /** A number that may also be written as text, as protobuf's own JSON does for 64 bits. */
    static long number(JsonObject object, String... names) {
        return find(object, names).map(JsonElement::getAsLong).orElse(0L);
    }

    static boolean flag(JsonObject object, String... names) {
        return find(object, names).map(JsonElement::getAsBoolean).orElse(false);
    }

    /** The position of an enum's value, written as a number or as a name with a prefix. */
    static <E extends Enum<E>> E constant(JsonObject object, String name, String prefix, E[] values) {
        JsonElement element = find(object, name).orElse(null);
        if (element == null) {
            return values[0];
        }
        if (element.getAsJsonPrimitive().isNumber()) {
            int position = element.getAsInt();
            return position >= 0 && position < values.length ? values[position] : values[0];
        }
        String text = element.getAsString();
        for (E value : values) {
            if (text.equals(prefix + value.name())) {
                return value;
            }
        }
        return values[0];
    }
}
