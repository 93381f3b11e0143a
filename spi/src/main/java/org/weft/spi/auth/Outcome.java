/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.auth;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.identity.User;

/** What a provider says of credentials. */
public sealed interface Outcome {

    /**
     * They are right.
     *
     * @param user who it is, as far as the provider knows; the directory may know more
     * @param until when the credentials themselves end, where they do; a token made from them ends no later
     * @param statement where they are the word of a provider elsewhere
     */
    record Accepted(User user, Optional<Instant> until, Optional<Statement> statement) implements Outcome {

        public Accepted(User user, Optional<Instant> until) {
            this(user, until, Optional.empty());
        }
    }

    /**
     * They are right, and belong to the account that a directory knows by this claim. Where no directory does, nobody is
     * let in.
     *
     * @param claim a claim of {@link org.weft.spi.identity.UserDirectory#byClaim}, such as {@code username}
     * @param value the claim's value
     * @param until as in {@link Accepted}
     * @param statement as in {@link Accepted}
     */
    record Identified(String claim, String value, Optional<Instant> until, Optional<Statement> statement)
            implements Outcome {

        public Identified(String claim, String value, Optional<Instant> until) {
            this(claim, value, until, Optional.empty());
        }
    }

    /**
     * The word of a provider elsewhere, which can take it back: what is older than a sign-out there, as
     * {@link BrowserSignIn#ended} tells of it, lets nobody in any more.
     *
     * @param subject what the provider calls the person
     * @param since when it was given
     */
    record Statement(String subject, Instant since) {}

    /** Another provider may know; this one does not handle such credentials or has no such user. */
    record NotMine() implements Outcome {}

    /**
     * They are wrong, and no other provider shall be asked.
     *
     * @param reason for the log, never for the client
     */
    record Rejected(String reason) implements Outcome {}
}
