/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity;

import java.util.List;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** The decision what a caller may do, as far as it needs no look at a storage. */
public final class ScopeRights {

    private static final Rights WRITE = Rights.all()
            .minus(Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT, Right.DENY_GRANT, Right.PURGE_RECYCLE);

    private ScopeRights() {}

    /** What a signed-in user may do where {@code everyone = "write"}: all but give rights away or purge. */
    public static Rights write() {
        return WRITE;
    }

    /** The most that the caller's token is good for. */
    public static Rights scope(Caller caller) {
        return ofScopes(caller.scopes());
    }

    /** Whether the caller is a user, and not whoever holds a token for something shared, or for nothing at all. */
    public static boolean isUser(Caller caller) {
        return isUser(caller.scopes());
    }

    /** Whether the caller is a user whose token is good for single resources of those that are the user's. */
    public static boolean isLimitedUser(Caller caller) {
        boolean account = switch (caller.user().type()) {
            case PRIMARY, SECONDARY, SERVICE, APPLICATION -> true;
            case INVALID, GUEST, FEDERATED, LIGHTWEIGHT, SPACE_OWNER -> false;
        };
        return account && !isUser(caller) && caller.scopes().stream().anyMatch(ScopeRights::isOwn);
    }

    /** Whether a scope stands for a resource as its user reaches it, and not for a share of it. */
    public static boolean isOwn(Scope scope) {
        return scope instanceof Scope.Resource resource && resource.key().startsWith("resourceinfo:");
    }

    /** The most that a user's token is good for that was made for one resource only. */
    public static Rights ofOwn(Scope.Role role) {
        return switch (role) {
            case OWNER, CO_OWNER, LEGACY, EDITOR, FILE_EDITOR, UPLOADER -> WRITE;
            case VIEWER -> Rights.read();
            case INVALID -> Rights.none();
        };
    }

    /** Whether a token with these scopes is a user's. */
    public static boolean isUser(List<Scope> scopes) {
        return scopes.stream()
                .anyMatch(scope ->
                        scope instanceof Scope.User user && !ofRole(user.role()).isEmpty());
    }

    /**
     * Keeps a user who signed in for reading only from changing what no storage has: shares, labels, locks.
     *
     * @throws Forbidden when the caller's token gives no right to change anything
     */
    public static void requireChanges(Caller caller) {
        if (isUser(caller) && !scope(caller).has(Right.UPLOAD)) {
            throw readOnly();
        }
    }

    /**
     * Keeps a user whose token does not give a right from what asks for no right at any place.
     *
     * @throws Forbidden when it does not
     */
    public static void require(Caller caller, Right right) {
        if (!scope(caller).has(right)) {
            throw readOnly();
        }
    }

    private static Forbidden readOnly() {
        return new Forbidden("this sign-in is not good for that: it was made for less than everything");
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
