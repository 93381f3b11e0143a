/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;

/**
 * Rights on a node and all below it, given to somebody.
 *
 * @param grantee to whom
 * @param rights which; none at all is a denial, which outweighs all grants
 * @param creator by whom
 * @param expires until when, to the second; empty for ever
 */
public record Grant(Grantee grantee, Rights rights, UserId creator, Optional<Instant> expires) {

    /** Who can be given rights. */
    public sealed interface Grantee {}

    /** A user. */
    public record ToUser(UserId user) implements Grantee {}

    /** All members of a group. */
    public record ToGroup(GroupId group) implements Grantee {}
}
