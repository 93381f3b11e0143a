/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a JSON array of objects one after the other, knowing the line of each. */
final class JsonRows {

    private static final Pattern LINE = Pattern.compile(" at line (\\d+) column");

    private JsonRows() {}

    /** Takes one object of the array. */
    interface Row {
        void take(Fields fields) throws BrokenFile;
    }

    /**
     * Reads all rows.
     *
     * @param file the name to blame
     * @throws BrokenFile when it is not an array of objects, or a row is refused
     */
    static void read(String file, Reader in, Row row) throws IOException {
        JsonReader reader = new JsonReader(in);
        reader.setStrictness(Strictness.STRICT);
        try {
            if (reader.peek() != JsonToken.BEGIN_ARRAY) {
                throw new BrokenFile(file, line(reader.toString()), "an array of objects must stand here: [ {…}, … ]");
            }
            reader.beginArray();
            while (reader.hasNext()) {
                int line = line(reader.toString());
                JsonElement element = JsonParser.parseReader(reader);
                if (!(element instanceof JsonObject object)) {
                    throw new BrokenFile(file, line, "an object must stand here: {…}");
                }
                row.take(new Fields(file, line, "", object));
            }
            reader.endArray();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new BrokenFile(file, line(reader.toString()), "nothing may follow the array");
            }
        } catch (EOFException end) {
            throw new BrokenFile(file, line(reader.toString()), "the file ends in the middle");
        } catch (MalformedJsonException | JsonParseException malformed) {
            throw broken(file, reader, malformed);
        }
    }

    private static BrokenFile broken(String file, JsonReader reader, Exception malformed) {
        boolean atEnd = malformed.getCause() instanceof EOFException;
        // The parser's own message may quote what it read, and that may be a secret.
        return new BrokenFile(
                file,
                line(reader.toString()),
                atEnd ? "the file ends in the middle" : "this is not JSON: look for a missing comma, quote or bracket");
    }

    /** The reader tells its position nowhere but in its text form. */
    private static int line(String position) {
        Matcher matcher = LINE.matcher(position);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
    }
}
