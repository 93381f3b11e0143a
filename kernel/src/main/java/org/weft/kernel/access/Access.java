/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.access;

import java.util.List;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** The decision what a caller may do, as far as it needs no look at a storage. */
public final class Access {

    private static final Rights WRITE = Rights.all()
            .minus(Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT, Right.DENY_GRANT, Right.PURGE_RECYCLE);

    private Access() {}

    /** What a signed-in user may do where {@code everyone = "write"}: all but give rights away or purge. */
    public static Rights write() {
        return WRITE;
    }

    /** The most that the caller's token is good for. */
    public static Rights scope(Caller caller) {
        return ofScopes(caller.scopes());
    }

    /** Whether the caller is a user, and not whoever holds a token for something shared. */
    public static boolean isUser(Caller caller) {
        return caller.scopes().stream().anyMatch(Scope.User.class::isInstance);
    }

    /** The most that a role of a token for one resource is good for; the share behind it may give less. */
    public static Rights ofResource(Scope.Role role) {
        return switch (role) {
            case OWNER, CO_OWNER, LEGACY, EDITOR, FILE_EDITOR, UPLOADER -> Rights.all();
            case VIEWER -> Rights.read();
            case INVALID -> Rights.none();
        };
    }

    private static Rights ofScopes(List<Scope> scopes) {
        Rights rights = Rights.none();
        for (Scope scope : scopes) {
            if (scope instanceof Scope.User user) {
                rights = rights.plus(ofRole(user.role()));
            }
        }
        return rights;
    }

    private static Rights ofRole(Scope.Role role) {
        return switch (role) {
            case OWNER, CO_OWNER, LEGACY -> Rights.all();
            case EDITOR -> WRITE;
            case VIEWER -> Rights.read();
            case INVALID, FILE_EDITOR, UPLOADER -> Rights.none();
        };
    }
}
