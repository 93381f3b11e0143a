/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import java.util.Optional;
import java.util.Set;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;

/**
 * Looks users up. Every method may throw {@link org.weft.spi.WeftException.Unavailable} when the source can't be asked;
 * "not there" is an empty answer, never an exception.
 */
public interface UserDirectory {

    /** The user with this id; an empty {@code idp} matches any provider, and a user name is accepted as the id. */
    Optional<User> get(UserId id);

    /**
     * The user whose claim has exactly this value.
     *
     * @param claim {@code mail}, {@code username}, {@code uid} or {@code userid}
     * @throws org.weft.spi.WeftException.InvalidArgument for a claim that this directory does not index
     */
    Optional<User> byClaim(String claim, String value);

    /** Users whose login name, display name, mail or id contains the text, case folded; ordered by login name. */
    void find(String query, int limit, Sink<User> sink);

    /** The groups the user is a member of; empty for an unknown user. */
    Set<GroupId> groupsOf(UserId id);
}
