/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.Locale;
import java.util.Optional;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/**
 * What a caller may do in a space.
 *
 * @param space which
 * @param owner whose it is, where anyone owns it
 * @param rights what the caller may do
 */
record Standing(SpaceId space, Optional<UserId> owner, Rights rights) {

    /** Refuses a missing right: as if nothing were there, when not even a stat is allowed. */
    static void require(Rights rights, Right right) {
        if (rights.has(right)) {
            return;
        }
        if (!rights.has(Right.STAT)) {
            throw new NotFound("there is no such resource, or you may not see it");
        }
        throw new Forbidden("you may not do this here: the right '"
                + right.name().toLowerCase(Locale.ROOT).replace('_', '-') + "' is missing");
    }
}
