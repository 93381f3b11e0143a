/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** The rules of sharing in the plainest words, over a tree that is as it must be. */
final class SharingModel {

    private SharingModel() {}

    /** A folder as it must be. */
    static final class Folder {
        String name;

        @Nullable
        Folder parent;

        Optional<Target> id = Optional.empty();
        final Map<Grantee, Given> shares = new HashMap<>();

        Folder(String name, @Nullable Folder parent) {
            this.name = name;
            this.parent = parent;
        }

        String path() {
            return parent == null ? name : parent.path() + "/" + name;
        }

        boolean isBelow(Folder other) {
            return this == other || parent != null && parent.isBelow(other);
        }

        /** From here up to the home. */
        List<Folder> way() {
            List<Folder> way = new ArrayList<>();
            for (Folder at = this; at != null; at = at.parent) {
                way.add(at);
            }
            return way;
        }
    }

    /** A share as it must be. */
    static final class Given {
        final ShareId id;
        final Caller maker;
        final boolean isOwners;
        final Optional<Instant> end;
        Rights rights;
        final Set<Caller> declined = new HashSet<>();

        Given(ShareId id, Caller maker, boolean isOwners, Optional<Instant> end, Rights rights) {
            this.id = id;
            this.maker = maker;
            this.isOwners = isOwners;
            this.end = end;
            this.rights = rights;
        }
    }

    static boolean concerns(Grantee grantee, Caller who) {
        return switch (grantee) {
            case Grant.ToUser to -> to.user().equals(who.user());
            case Grant.ToGroup to -> who.groups().contains(to.group());
        };
    }

    /**
     * The rules: what the owner gives on the way adds up; what marie passes on is what she has here, if she may share where
     * it begins; any denial on the way ends it all.
     */
    static Rights expected(Caller who, Folder folder) {
        Rights rights = Rights.none();
        for (Folder place : folder.way()) {
            for (Map.Entry<Grantee, Given> said : place.shares.entrySet()) {
                Given given = said.getValue();
                if (!concerns(said.getKey(), who)) {
                    continue;
                }
                boolean byOwner = given.isOwners;
                if (given.rights.isEmpty()) {
                    return Rights.none();
                }
                if (given.declined.contains(who)) {
                    continue;
                }
                if (byOwner) {
                    rights = rights.plus(given.rights);
                } else if (expected(given.maker, place).has(Right.ADD_GRANT)) {
                    rights = rights.plus(given.rights.and(expected(given.maker, folder)));
                }
            }
        }
        return rights;
    }
}
