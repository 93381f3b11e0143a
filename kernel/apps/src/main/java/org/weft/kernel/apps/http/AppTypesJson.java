/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.apps.AppFileType;
import org.weft.kernel.apps.OfferedApp;
import org.weft.spi.app.AppAction;

/** The types that apps open, as {@code /app/list} tells them: what is empty is left out. */
final class AppTypesJson {

    private AppTypesJson() {}

    /** @param mobile whether apps are left out that are of no use on a telephone */
    static JsonObject write(List<AppFileType> types, boolean mobile) {
        JsonArray list = new JsonArray();
        for (AppFileType type : types) {
            List<OfferedApp> apps = type.apps().stream()
                    .filter(app -> !(mobile && app.info().isDesktopOnly()))
                    .toList();
            if (!apps.isEmpty()) {
                list.add(write(type, apps));
            }
        }
        JsonObject answer = new JsonObject();
        answer.add("mime-types", list);
        return answer;
    }

    private static JsonObject write(AppFileType type, List<OfferedApp> apps) {
        JsonObject json = new JsonObject();
        json.addProperty("mime_type", type.rule().mediaType());
        text(json, "ext", type.rule().extension());
        JsonArray providers = new JsonArray();
        apps.forEach(app -> providers.add(write(app)));
        json.add("app_providers", providers);
        text(json, "name", type.rule().name());
        text(json, "description", type.rule().description());
        json.addProperty("icon", type.rule().icon().map(Object::toString).orElse("")); // clients refuse a list without
        if (type.rule().allowCreation()) {
            json.addProperty("allow_creation", true);
        }
        json.addProperty("default_application", apps.getFirst().info().name());
        return json;
    }

    private static JsonObject write(OfferedApp app) {
        JsonObject json = new JsonObject();
        json.addProperty("name", app.info().name());
        text(json, "description", app.info().description());
        json.addProperty("icon", app.info().icon().map(Object::toString).orElse(""));
        text(json, "product_name", app.info().product());
        if (app.info().isDesktopOnly()) {
            json.addProperty("desktop_only", true);
        }
        Set<AppAction> actions = app.actions();
        JsonArray modes = new JsonArray();
        modes.add("view");
        modes.add("read");
        if (actions.contains(AppAction.EDIT)) {
            modes.add("write");
        }
        json.add("view_modes", modes);
        return json;
    }

    private static void text(JsonObject json, String key, String value) {
        Optional.of(value).filter(text -> !text.isEmpty()).ifPresent(text -> json.addProperty(key, text));
    }
}
