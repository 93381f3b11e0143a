/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.token.CredentialRef;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;

/**
 * Who ordered a transfer, as far as its token must tell. Groups are not in it: they are many, and are looked up anew
 * when the bytes come.
 *
 * @param user who
 * @param username the login name
 * @param scopes what the session was good for
 * @param voucher what the session goes back to; the transfer ends with it
 */
public record TransferUser(UserId user, String username, List<Scope> scopes, CredentialRef voucher) {

    public TransferUser {
        scopes = List.copyOf(scopes);
    }

    /** Whoever is asked for credentials with each request of the transfer. */
    public static TransferUser of(Caller caller) {
        return of(caller, CredentialRef.none());
    }

    /** Whoever shows nothing but the transfer's token. */
    public static TransferUser of(Caller caller, CredentialRef credential) {
        return new TransferUser(caller.user(), caller.username(), caller.scopes(), credential);
    }

    /** On whose behalf the transfer is made. */
    public Caller caller(Set<GroupId> groups, TraceId trace) {
        return new Caller(user, username, groups, scopes, Optional.empty(), Optional.empty(), trace);
    }
}
