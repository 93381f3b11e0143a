/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * On whose behalf a call is made. The kernel builds it from a verified token and hands it to every driver call, so a
 * driver never looks for identity in thread state.
 *
 * @param user the signed-in user
 * @param username the login name, for drivers that map to accounts of the backend
 * @param groups the groups the user is a member of when the token was made
 * @param scopes what the token is good for; never empty
 * @param actingFor the owner in whose name a share or link is used, after the kernel has verified the share; a driver
 *     that enforces rights itself uses this user's rights and logs both
 * @param lockHolder the name of the application or session that holds locks for this caller
 * @param trace the id that ties log lines of one request together
 */
public record Caller(
        UserId user,
        String username,
        Set<GroupId> groups,
        List<Scope> scopes,
        Optional<UserId> actingFor,
        Optional<String> lockHolder,
        TraceId trace) {

    public Caller {
        groups = Set.copyOf(groups);
        scopes = List.copyOf(scopes);
    }

    /** The user whose rights count in the storage: the owner behind a share, else the caller. */
    public UserId effectiveUser() {
        return actingFor.orElse(user);
    }
}
