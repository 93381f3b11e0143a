/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.auth;

import java.util.Optional;
import java.util.Set;
import org.weft.spi.Driver;

/**
 * Checks credentials. A site chains several: the first {@link Outcome.Accepted} wins, {@link Outcome.NotMine} passes
 * on to the next, {@link Outcome.Rejected} ends the chain.
 *
 * <p>Thread-safe. Comparisons of secrets take constant time, and an unknown user costs as much as a wrong secret, so
 * that neither tells who has an account.
 */
public interface AuthProvider extends Driver {

    /** The CS3 words of the credentials it understands, such as {@code "basic"} or {@code "bearer"}. */
    Set<String> types();

    /**
     * Checks one set of credentials; may block and may be slow, the kernel remembers successes for a short while.
     *
     * @throws org.weft.spi.WeftException.Unavailable when the backend that knows can't be asked
     */
    Outcome authenticate(Credentials credentials);

    /** What a check costs; the kernel bounds by it how many it asks for at a time. */
    default Work work() {
        return Work.COMPUTES;
    }

    /** Sign-in on pages of the provider's own, where it has them. */
    default Optional<BrowserSignIn> browser() {
        return Optional.empty();
    }

    /** What takes the time of a check. */
    enum Work {
        /** A processor, as a slow hash does: fewer at a time than there are processors. */
        COMPUTES,
        /** Waiting for a server elsewhere: some hundred at a time. */
        WAITS
    }
}
