/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.invite;

import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.RemotePerson;

/** What invitations have to say to other sites; whoever speaks with them fills this. Blocks. */
public interface InviteClient {

    /**
     * Tells the site whose user invited that somebody here accepts.
     *
     * @return who invited
     * @throws org.weft.spi.WeftException {@code NotFound} when the invitation is unknown there or has expired, {@code
     *     AlreadyExists} when somebody used it, {@code Forbidden} when the site does not trust this one, {@code Unavailable}
     *     when it does not answer
     */
    RemotePerson accept(PeerHost inviter, String token, RemotePerson who);

    /**
     * Tells a site that somebody here ended a contact.
     *
     * @param own the bare id of who ended it
     * @param theirs the bare id of the one at the other site
     */
    void ended(PeerHost host, String own, String theirs);
}
