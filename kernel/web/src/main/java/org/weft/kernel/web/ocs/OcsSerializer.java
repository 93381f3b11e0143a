/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Map;

/**
 * Nested maps, lists and scalars as OCS writes them: JSON as it is, XML with lists as {@code element}s and booleans as 1
 * and 0.
 */
final class OcsSerializer {

    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private OcsSerializer() {}

    static String json(Object value) {
        return GSON.toJson(value);
    }

    static String xml(String root, Map<String, Object> value) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        element(out, root, value);
        return out.append('\n').toString();
    }

    private static void element(StringBuilder out, String name, Object value) {
        out.append('<').append(name).append('>');
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, child) -> element(out, String.valueOf(key), child));
            case List<?> list -> list.forEach(child -> element(out, "element", child));
            case Boolean flag -> out.append(flag ? '1' : '0');
            default -> escape(out, String.valueOf(value));
        }
        out.append("</").append(name).append('>');
    }

    private static void escape(StringBuilder out, String text) {
        out.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }
}
