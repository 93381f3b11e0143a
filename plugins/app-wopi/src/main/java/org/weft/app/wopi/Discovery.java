/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.app.AppAction;
import org.weft.spi.app.AppInfo.FileType;

/**
 * What an application says of itself.
 *
 * @param actions what it does with which files, in its order
 * @param keys with which it signs requests, if it does
 */
record Discovery(List<Action> actions, Optional<ProofKeys> keys) {

    private static final Map<String, AppAction> MEANINGS = Map.of(
            "view", AppAction.VIEW,
            "edit", AppAction.EDIT,
            "editnew", AppAction.CREATE,
            "embedview", AppAction.EMBED);

    Discovery {
        actions = List.copyOf(actions);
    }

    /**
     * One way to open one type of files.
     *
     * @param name such as {@code edit}
     * @param extension without the dot, lower case
     * @param url where, with placeholders
     */
    record Action(String name, String extension, String url) {}

    /** The first of the actions that there is for an extension. */
    Optional<Action> find(String extension, List<String> names) {
        for (String name : names) {
            for (Action action : actions) {
                if (action.name().equals(name) && action.extension().equals(extension)) {
                    return Optional.of(action);
                }
            }
        }
        return Optional.empty();
    }

    /** The types it opens; which media types they are the site knows. */
    List<FileType> types() {
        Map<String, Set<AppAction>> byExtension = new LinkedHashMap<>();
        for (Action action : actions) {
            AppAction meaning = MEANINGS.get(action.name());
            if (meaning != null) {
                byExtension
                        .computeIfAbsent(action.extension(), extension -> EnumSet.noneOf(AppAction.class))
                        .add(meaning);
            }
        }
        return byExtension.entrySet().stream()
                .map(entry -> new FileType("", entry.getKey(), entry.getValue()))
                .toList();
    }
}
