/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.identity;

import java.util.List;
import java.util.Optional;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/**
 * What the directory under test knows.
 *
 * @param users at least two users, whose login names and ids are in no other's
 * @param group a group, where the directory has groups
 * @param members who is in it: some of the users and not all
 */
public record Known(List<User> users, Optional<Group> group, List<User> members) {

    public Known {
        users = List.copyOf(users);
        members = List.copyOf(members);
        if (users.size() < 2) {
            throw new IllegalArgumentException("the contract needs a directory that knows at least two users");
        }
    }

    User first() {
        return users.getFirst();
    }
}
