/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.util.Optional;
import org.weft.spi.UserId;

/**
 * What one receiver made of a share. A receiver without one has the share pending.
 *
 * @param share the share
 * @param user the receiver; for a group's share, one member
 * @param state accepted or not
 * @param hidden accepted, but not to be shown in listings
 * @param mountPoint where the receiver wants it, as an absolute path; empty for the usual place
 * @param alias what the receiver calls it; may be empty
 * @param revision as in {@link Share#revision}; 0 for one that is not stored yet
 */
public record Reception(
        ShareId share,
        UserId user,
        ShareState state,
        boolean hidden,
        Optional<String> mountPoint,
        String alias,
        long revision) {

    /** What holds as long as the receiver has not decided. */
    public static Reception undecided(ShareId share, UserId user) {
        return new Reception(share, user, ShareState.PENDING, false, Optional.empty(), "", 0);
    }
}
