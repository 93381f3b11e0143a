/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity;

import java.util.Collection;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;

/**
 * People that a site's configuration names: {@code everyone}, a login name, {@code opaque@idp}, or {@code group:} and a
 * group's name or id, with or without its {@code @idp}.
 *
 * @param words as they are written
 * @param names tells which groups are meant by name
 */
public record PrincipalSet(Set<String> words, GroupNames names) {

    /** What groups begin with. */
    public static final String GROUP = "group:";

    private static final PrincipalSet NOBODY = of(Set.of());

    public PrincipalSet {
        words = Set.copyOf(words);
    }

    public static PrincipalSet nobody() {
        return NOBODY;
    }

    /** Where groups are written by id. */
    public static PrincipalSet of(Collection<String> words) {
        return of(words, GroupNames.none());
    }

    public static PrincipalSet of(Collection<String> words, GroupNames names) {
        return new PrincipalSet(Set.copyOf(words), names);
    }

    /** Whether the caller is one of them. */
    public boolean contains(Caller caller) {
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
        return !caller.groups().isEmpty() && containsName(caller.groups());
    }

    private boolean containsName(Set<GroupId> groups) {
        return words.stream()
                .filter(word -> word.startsWith(GROUP))
                .anyMatch(word -> names.named(word.substring(GROUP.length()))
                        .filter(groups::contains)
                        .isPresent());
    }
}
