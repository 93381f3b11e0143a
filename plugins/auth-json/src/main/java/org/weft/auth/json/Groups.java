/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.util.List;
import org.weft.spi.UserId;
import org.weft.spi.identity.Group;

/** A snapshot of groups.json, in the order of the file. Immutable. */
record Groups(List<Entry> entries) {

    static final Groups NONE = new Groups(List.of());

    Groups {
        entries = List.copyOf(entries);
    }

    /**
     * One row.
     *
     * @param group what it says of itself
     * @param members its members as written; an empty {@code idp} means any
     */
    record Entry(Group group, List<UserId> members) {
        Entry {
            members = List.copyOf(members);
        }
    }
}
