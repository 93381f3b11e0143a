/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import java.util.Optional;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;

/** Looks groups up; failures and absence as in {@link UserDirectory}. */
public interface GroupDirectory {

    Optional<Group> get(GroupId id);

    /**
     * The group whose claim has exactly this value.
     *
     * @param claim {@code group_name}, {@code gid_number}, {@code display_name} or {@code mail}
     * @throws org.weft.spi.WeftException.InvalidArgument for a claim that this directory does not index
     */
    Optional<Group> byClaim(String claim, String value);

    /** Groups whose name, display name, mail or id contains the text, case folded; ordered by name. */
    void find(String query, int limit, Sink<Group> sink);

    /** The members, in no promised order; nothing for an unknown group. */
    void members(GroupId id, Sink<UserId> sink);

    boolean hasMember(GroupId group, UserId user);
}
