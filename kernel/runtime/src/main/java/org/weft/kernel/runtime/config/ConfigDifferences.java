/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What two configurations differ in, but for the options of drivers. */
public final class ConfigDifferences {

    private ConfigDifferences() {}

    /** The keys that differ, such as {@code [server] drain} and {@code [[storage]] home: mount}. */
    public static List<String> of(ServerConfig before, ServerConfig after) {
        List<String> found = new ArrayList<>();
        for (RecordComponent section : ServerConfig.class.getRecordComponents()) {
            String key = KeyNames.key(section.getName());
            Object old = value(section, before);
            Object fresh = value(section, after);
            if (old instanceof List<?> olds && fresh instanceof List<?> freshs) {
                entries("[[" + key + "]] ", named(olds), named(freshs), found);
            } else {
                keys(
                        "[" + key + "] ",
                        (Record) Objects.requireNonNull(old),
                        (Record) Objects.requireNonNull(fresh),
                        found);
            }
        }
        return found;
    }

    private static void entries(
            String section, Map<String, Record> before, Map<String, Record> after, List<String> found) {
        before.forEach((name, old) -> {
            Record fresh = after.get(name);
            if (fresh == null) {
                found.add(section + name + " was taken out");
            } else {
                keys(section + name + ": ", old, fresh, found);
            }
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> found.add(section + name + " is new"));
        List<String> order = new ArrayList<>(before.keySet());
        order.retainAll(after.keySet());
        List<String> now = new ArrayList<>(after.keySet());
        now.retainAll(before.keySet());
        if (!order.equals(now)) {
            found.add(section + "in another order");
        }
    }

    private static Map<String, Record> named(List<?> entries) {
        Map<String, Record> named = new LinkedHashMap<>();
        for (Object entry : entries) {
            Record row = (Record) entry;
            String name = String.valueOf(named.size() + 1);
            for (RecordComponent component : row.getClass().getRecordComponents()) {
                if (component.getName().equals("name")) {
                    name = String.valueOf(value(component, row));
                }
            }
            named.put(name, row);
        }
        return named;
    }

    private static void keys(String place, Record before, Record after, List<String> found) {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            if (component.getType() != DriverOptions.class
                    && !Objects.equals(value(component, before), value(component, after))) {
                found.add(place + KeyNames.key(component.getName()));
            }
        }
    }

    private static @Nullable Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException(component + " can't be read", impossible);
        }
    }
}
