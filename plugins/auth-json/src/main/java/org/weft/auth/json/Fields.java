/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of one JSON object, by type. A wrong type is the file's fault and names the place; {@code null} is the same
 * as absent. Values never stand in messages, because they may be secrets.
 */
final class Fields {

    private final String file;
    private final int line;
    private final String prefix;
    private final JsonObject object;

    Fields(String file, int line, String prefix, JsonObject object) {
        this.file = file;
        this.line = line;
        this.prefix = prefix;
        this.object = object;
    }

    /** The line on which the row begins. */
    int line() {
        return line;
    }

    BrokenFile broken(String problem) {
        return new BrokenFile(file, line, problem);
    }

    boolean has(String key) {
        return object.has(key) && !object.get(key).isJsonNull();
    }

    private Optional<JsonElement> get(String key) {
        return has(key) ? Optional.of(object.get(key)) : Optional.empty();
    }

    private BrokenFile wrong(String key, String type) {
        return broken("\"" + prefix + key + "\" must be " + type);
    }

    /** The text, or the empty one. */
    String text(String key) throws BrokenFile {
        Optional<JsonElement> element = get(key);
        if (element.isEmpty()) {
            return "";
        }
        if (element.get() instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw wrong(key, "text");
    }

    String required(String key) throws BrokenFile {
        String text = text(key);
        if (text.isEmpty()) {
            throw broken("\"" + prefix + key + "\" is missing or empty");
        }
        return text;
    }

    boolean truth(String key) throws BrokenFile {
        Optional<JsonElement> element = get(key);
        if (element.isEmpty()) {
            return false;
        }
        if (element.get() instanceof JsonPrimitive value && value.isBoolean()) {
            return value.getAsBoolean();
        }
        throw wrong(key, "true or false");
    }

    OptionalLong number(String key) throws BrokenFile {
        Optional<JsonElement> element = get(key);
        if (element.isEmpty()) {
            return OptionalLong.empty();
        }
        if (element.get() instanceof JsonPrimitive value && value.isNumber()) {
            try {
                return OptionalLong.of(value.getAsBigDecimal().longValueExact());
            } catch (ArithmeticException | NumberFormatException notWhole) {
                throw wrong(key, "a whole number");
            }
        }
        throw wrong(key, "a number");
    }

    List<String> texts(String key) throws BrokenFile {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(key)) {
            if (!(element instanceof JsonPrimitive value) || !value.isString()) {
                throw wrong(key, "a list of texts");
            }
            texts.add(value.getAsString());
        }
        return texts;
    }

    List<Fields> objects(String key) throws BrokenFile {
        List<Fields> objects = new ArrayList<>();
        for (JsonElement element : array(key)) {
            if (!(element instanceof JsonObject value)) {
                throw wrong(key, "a list of objects");
            }
            objects.add(new Fields(file, line, prefix + key + ".", value));
        }
        return objects;
    }

    private JsonArray array(String key) throws BrokenFile {
        Optional<JsonElement> element = get(key);
        if (element.isEmpty()) {
            return new JsonArray();
        }
        if (element.get() instanceof JsonArray array) {
            return array;
        }
        throw wrong(key, "a list");
    }

    /** The object, or an empty one. */
    Fields object(String key) throws BrokenFile {
        Optional<JsonElement> element = get(key);
        if (element.isEmpty()) {
            return new Fields(file, line, prefix + key + ".", new JsonObject());
        }
        if (element.get() instanceof JsonObject value) {
            return new Fields(file, line, prefix + key + ".", value);
        }
        throw wrong(key, "an object");
    }

    Iterable<String> keys() {
        return object.keySet();
    }
}
