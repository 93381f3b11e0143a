/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.weft.app.wopi.WopiConfig.LockCompare;

/** Which texts name one lock. */
final class LockIds {

    private LockIds() {}

    /** @param held the lock that there is */
    static boolean isSame(LockCompare how, String shown, String held) {
        if (shown.equals(held)) {
            return true;
        }
        if (how == LockCompare.STRICT) {
            return false;
        }
        Optional<String> member = member(shown, "S").or(() -> member(shown, "L"));
        return member.isPresent() && member.equals(member(held, "S").or(() -> member(held, "L")));
    }

    /** A text in a lock that is a JSON object, as those of Office are; it may change the others while it holds the lock. */
    private static Optional<String> member(String id, String name) {
        if (!id.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonElement value = JsonParser.parseString(id).getAsJsonObject().get(name);
            return value == null || !value.isJsonPrimitive()
                    ? Optional.empty()
                    : Optional.of(value.getAsString()).filter(text -> !text.isEmpty());
        } catch (JsonParseException | IllegalStateException | StackOverflowError odd) {
            return Optional.empty();
        }
    }
}
