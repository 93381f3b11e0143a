/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.time.Instant;
import org.weft.spi.UserId;

/**
 * An invitation that waits for somebody at another site. Whoever shows the token becomes the owner's contact.
 *
 * @param token random, at least 128 bits, made by the kernel; good for one use
 * @param owner who invites
 * @param description what the owner noted; may be empty
 * @param recipient the mail address it was sent to; may be empty
 * @param created when it was made
 * @param expires the first moment at which it no longer holds
 */
public record Invite(
        String token, UserId owner, String description, String recipient, Instant created, Instant expires) {

    /** Never shows the token. */
    @Override
    public String toString() {
        return "invite of " + owner + " until " + expires;
    }
}
