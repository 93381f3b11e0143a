/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.UserId;

/**
 * A lock, of whichever protocol: WebDAV, CS3 and WOPI share one table.
 *
 * @param id what the holder must show, kept byte for byte; 1 to 1024 characters
 * @param node the node it was set on
 * @param sharing who else may hold one
 * @param deep whether it covers all below the node
 * @param holder the user who set it
 * @param app the application that set it
 * @param owner what the client wrote about itself, verbatim (RFC 4918, section 14.17); may be empty
 * @param created when it was set first
 * @param expires when it ends by itself
 */
public record Lock(
        String id,
        NodeId node,
        Sharing sharing,
        boolean deep,
        UserId holder,
        Optional<String> app,
        String owner,
        Instant created,
        Instant expires) {

    /** Whether the lock is the caller's: only who set it may use it, or the application that set it. */
    public boolean isHeldBy(Caller who) {
        return holder.equals(who.user()) || (app.isPresent() && app.equals(who.lockHolder()));
    }

    /**
     * Whether the lock lets a change of the caller's pass.
     *
     * @param shown the ids of locks that the caller shows
     */
    public boolean admits(Caller who, Set<String> shown) {
        return shown.contains(id) && isHeldBy(who);
    }

    /** Who else may hold a lock, with the meaning of {@code cs3.storage.provider.v1beta1.LockType}. */
    public enum Sharing {
        /** Others may hold shared locks too. */
        SHARED,
        /** Nobody else may write. */
        WRITE,
        /** Nobody else may hold any lock. */
        EXCLUSIVE
    }
}
