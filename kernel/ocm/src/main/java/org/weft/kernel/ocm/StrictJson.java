/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON that strangers send: strict, in UTF-8, not nested deeper than anybody needs. */
final class StrictJson {

    private static final int DEPTH = 24;
    private static final Gson PLAIN = new GsonBuilder().disableHtmlEscaping().create();

    private StrictJson() {}

    /** The one value that the bytes hold; empty when they hold something else. */
    static Optional<JsonElement> parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEPTH);
            JsonElement element = JsonParser.parseReader(reader);
            return reader.peek() == JsonToken.END_DOCUMENT ? Optional.of(element) : Optional.empty();
        } catch (CharacterCodingException | JsonParseException malformed) {
            return Optional.empty();
        } catch (IOException | IllegalStateException malformed) {
            return Optional.empty();
        }
    }

    static Optional<JsonObject> object(byte[] bytes) {
        return parse(bytes).filter(JsonElement::isJsonObject).map(JsonElement::getAsJsonObject);
    }

    /** A member that is a string. */
    static Optional<String> text(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null
                        && member.isJsonPrimitive()
                        && member.getAsJsonPrimitive().isString()
                ? Optional.of(member.getAsString())
                : Optional.empty();
    }

    static Optional<JsonObject> object(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member != null && member.isJsonObject() ? Optional.of(member.getAsJsonObject()) : Optional.empty();
    }

    /** The elements of a member that is a list; none when it is no list. */
    static List<JsonElement> list(JsonObject object, String name) {
        JsonElement member = object.get(name);
        return member instanceof JsonArray array ? List.copyOf(array.asList()) : List.of();
    }

    /** The strings in a member that is a list. */
    static List<String> texts(JsonObject object, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : list(object, name)) {
            if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
                texts.add(element.getAsString());
            }
        }
        return texts;
    }

    static byte[] bytes(JsonElement element) {
        return PLAIN.toJson(element).getBytes(StandardCharsets.UTF_8);
    }
}
