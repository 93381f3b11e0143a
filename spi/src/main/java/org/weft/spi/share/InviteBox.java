/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;
import org.weft.spi.UserId;

/** OCM's invitations, and who accepted or sent them; promises as in {@link ShareStore}. */
@Unstable("the questions may grow with those of the store")
public interface InviteBox {

    /**
     * Keeps an invitation.
     *
     * @throws org.weft.spi.WeftException.AlreadyExists when the token is taken
     */
    void issue(Invite invite) throws IOException;

    /** Looks at an invitation without using it up. */
    Optional<Invite> find(String token) throws IOException;

    /**
     * Uses an invitation up: of any number of callers with the same token, one gets it.
     *
     * @return empty when there is none, it has expired at {@code now}, or it was used
     */
    Optional<Invite> take(String token, Instant now) throws IOException;

    /** Pushes the user's invitations that are not used yet, the newest first. */
    void list(UserId owner, Sink<Invite> sink) throws IOException;

    /** Forgets invitations that have expired. */
    void sweep(Instant now) throws IOException;

    /** Makes somebody the owner's contact, or brings a contact up to date. */
    void remember(UserId owner, RemoteUser contact) throws IOException;

    /** One contact of the owner's. */
    Optional<RemoteUser> remoteUser(UserId owner, UserId contact) throws IOException;

    /**
     * Pushes the owner's contacts whose display name, mail or id contains the text, case folded; ordered by display
     * name. The empty text matches all.
     */
    void remoteUsers(UserId owner, String query, Sink<RemoteUser> sink) throws IOException;

    /**
     * Ends a contact.
     *
     * @return false when there was none
     */
    boolean forget(UserId owner, UserId contact) throws IOException;
}
