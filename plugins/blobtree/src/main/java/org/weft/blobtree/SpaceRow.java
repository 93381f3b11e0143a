/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/**
 * A space as the database holds it.
 *
 * @param id of its root
 * @param kind one of {@link #REST}, {@link #PERSONAL}, {@link #PROJECT}
 * @param name shown to people
 * @param idp of the owner, with {@code opaque} and {@code type}; null without one
 * @param opaque see {@code idp}
 * @param type see {@code idp}
 * @param quota bytes; null where the tree's settings say
 */
record SpaceRow(
        String id,
        int kind,
        String name,
        @Nullable String idp,
        @Nullable String opaque,
        @Nullable String type,
        @Nullable Long quota) {

    /** All that lies in no other space. */
    static final int REST = 0;

    static final int PERSONAL = 1;
    static final int PROJECT = 2;

    static SpaceRow rest(String root) {
        return new SpaceRow(root, REST, "", null, null, null, null);
    }

    static SpaceRow personal(String root, String name, UserId owner) {
        return new SpaceRow(
                root, PERSONAL, name, owner.idp(), owner.opaque(), owner.type().name(), null);
    }

    Optional<UserId> owner() {
        String itsIdp = idp;
        String itsOpaque = opaque;
        if (itsIdp == null || itsOpaque == null) {
            return Optional.empty();
        }
        UserType its = UserType.PRIMARY;
        for (UserType each : UserType.values()) {
            if (each.name().equals(type)) {
                its = each;
            }
        }
        return Optional.of(new UserId(itsIdp, itsOpaque, its));
    }

    SpaceRow with(String newName, @Nullable Long newQuota) {
        return new SpaceRow(id, kind, newName, idp, opaque, type, newQuota);
    }
}
