/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of a file with the places of its keys.
 *
 * @param label how messages call it, such as {@code [server]}; empty for the top of the file
 */
record ConfigTable(String file, String label, Position position, TomlTable toml) {

    private static final String OPTIONS = "options";

    static ConfigTable empty(String label, Position position) {
        return new ConfigTable(position.file(), label, position, Toml.parse(""));
    }

    Set<String> keys() {
        return toml.keySet();
    }

    @Nullable
    Object value(String key) {
        return toml.get(List.of(key));
    }

    Position position(String key) {
        return at(file, toml.inputPositionOf(List.of(key)), position);
    }

    /** How messages call a table below this one; that of a driver's options is told from one of the server's own. */
    String below(String key) {
        String bare = label.replaceAll("[\\[\\]]", "");
        return '[' + (bare.equals(OPTIONS) || bare.startsWith(OPTIONS + '.') ? bare + '.' + key : key) + ']';
    }

    /** The words that follow a key's name in a message. */
    String place() {
        return label.isEmpty() ? "" : " in " + label;
    }

    static Position at(String file, @Nullable TomlPosition place, Position otherwise) {
        return place == null ? otherwise : new Position(file, place.line(), place.column());
    }
}
