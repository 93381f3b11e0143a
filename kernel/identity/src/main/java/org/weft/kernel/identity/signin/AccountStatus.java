/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.Optional;
import java.util.function.Predicate;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.identity.directory.RestingAccounts;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.identity.User;

/**
 * The one place that tells whether an account may be used at all. Whatever lets somebody in, and whatever lets others in to
 * something that is somebody's, asks here each time it is shown. Costs no question to anybody. Thread-safe.
 *
 * @param ids further accounts that are blocked
 * @param blocked whom the site's administrators shut out; empty for nobody
 * @param resting who is gone, or seems to be; empty for nobody
 */
public record AccountStatus(
        Predicate<UserId> ids, Optional<BlockedAccounts> blocked, Optional<RestingAccounts> resting) {

    /** Nobody. */
    public static AccountStatus nobody() {
        return new AccountStatus(user -> false, Optional.empty(), Optional.empty());
    }

    public static AccountStatus of(BlockedAccounts blocked, RestingAccounts resting) {
        return new AccountStatus(user -> false, Optional.of(blocked), Optional.of(resting));
    }

    AccountStatus with(BlockedAccounts people) {
        return new AccountStatus(ids, Optional.of(people), resting);
    }

    AccountStatus with(RestingAccounts people) {
        return new AccountStatus(ids, blocked, Optional.of(people));
    }

    /** Whether nothing lets somebody in. */
    public boolean isShutOut(User user) {
        return isBlocked(user) || rests(user.id());
    }

    private boolean isBlocked(User user) {
        return ids.test(user.id()) || blocked.filter(all -> all.contains(user)).isPresent();
    }

    /** Whether somebody's app passwords, sessions and keys rest. */
    boolean rests(UserId user) {
        return resting.isPresent() && resting.get().includes(user);
    }

    /** Whether what others have of somebody rests: links, shares, what was given on their spaces. */
    public boolean isGone(UserId user) {
        return resting.isPresent() && resting.get().isGone(user);
    }

    /** @throws Forbidden when nothing lets them in */
    void requireFree(User user) {
        if (isBlocked(user)) {
            SignInAudit.blocked(user);
            throw new Forbidden("this account is blocked; ask the site's administrators");
        }
        requireAwake(user.id());
    }

    /** @throws Forbidden when their app passwords, sessions and keys rest */
    void requireAwake(UserId user) {
        if (rests(user)) {
            throw new Forbidden("this account rests, and what was made with it; sign in at your provider to wake it, or"
                    + " ask the site's administrators when that is refused too");
        }
    }
}
