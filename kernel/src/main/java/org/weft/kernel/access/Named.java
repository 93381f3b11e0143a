/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.access;

import java.util.Collection;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;

/**
 * People that a site's configuration names: {@code everyone}, a login name, {@code opaque@idp}, or {@code group:} and a
 * group's id, with or without its {@code @idp}.
 *
 * @param words as they are written
 */
public record Named(Set<String> words) {

    private static final Named NOBODY = new Named(Set.of());
    private static final String GROUP = "group:";

    public Named {
        words = Set.copyOf(words);
    }

    public static Named nobody() {
        return NOBODY;
    }

    public static Named of(Collection<String> words) {
        return new Named(Set.copyOf(words));
    }

    /** Whether the caller is one of them. */
    public boolean include(Caller caller) {
        if (words.isEmpty()) {
            return false;
        }
        if (words.contains("everyone")
                || words.contains(caller.username())
                || words.contains(caller.user().toString())) {
            return true;
        }
        for (GroupId group : caller.groups()) {
            if (words.contains(GROUP + group.opaque()) || words.contains(GROUP + group)) {
                return true;
            }
        }
        return false;
    }
}
