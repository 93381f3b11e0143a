/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.auth;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in on the pages of a provider elsewhere, as OpenID Connect does it (Core 1.0, section 3.1): the browser leaves for
 * the provider and comes back with an answer. The kernel keeps what belongs together in the browser; the driver speaks with
 * the provider. Thread-safe.
 */
public interface BrowserSignIn {

    /** The provider's name as people know it; the button says it. */
    String label();

    /**
     * Where the browser is sent.
     *
     * @throws org.weft.spi.WeftException.Unavailable when the provider can't be asked
     */
    URI begin(Departure departure);

    /**
     * Who came back.
     *
     * @param departure the one that the browser left with
     * @param answer what the provider sent along, by name; nothing of it can be trusted
     * @throws org.weft.spi.WeftException.Unavailable when the provider can't be asked
     */
    Arrival finish(Departure departure, Map<String, String> answer);

    /**
     * Where the browser is sent to end the provider's own session; empty when the provider offers no such page.
     *
     * @param back where the provider may send the browser then
     */
    Optional<URI> signOut(URI back);

    /**
     * What a notice of the provider means that a session has ended (OpenID Connect Back-Channel Logout 1.0).
     *
     * @return empty when the notice is not the provider's, or is wrong
     * @throws org.weft.spi.WeftException.Unavailable when the provider can't be asked for its keys
     */
    Optional<Ending> ended(String notice);

    /**
     * What an event of the provider says of an account (OpenID RISC Profile 1.0): that it closed it, or opened it again. An
     * answer that was refused, or a session that ended, says nothing of the account.
     *
     * @param event a security event token (RFC 8417)
     * @return empty when the event is not the provider's, is wrong, or says neither
     * @throws org.weft.spi.WeftException.Unavailable when the provider can't be asked for its keys
     */
    default Optional<AccountEvent> account(String event) {
        return Optional.empty();
    }

    /** How programs without a browser sign in; empty when the provider, or the configuration, has no way. */
    default Optional<Terminal> terminal() {
        return Optional.empty();
    }

    /**
     * A browser that leaves.
     *
     * @param back the address of ours that it comes back to
     * @param state comes back unchanged; guards against answers to questions of others
     * @param nonce stands in the provider's statement; guards against statements that were made for others
     * @param verifier the secret of PKCE (RFC 7636): 43 to 128 characters, never sent with the browser
     */
    record Departure(URI back, String state, String nonce, String verifier) {

        /** Tells no secret. */
        @Override
        public String toString() {
            return "Departure[" + back + "]";
        }
    }

    /**
     * A browser that came back.
     *
     * @param outcome whether and who
     * @param subject the provider's name of the person, for {@link Ending}; may be empty
     * @param session the provider's name of the session, for {@link Ending}; may be empty
     */
    record Arrival(Outcome outcome, String subject, String session) {}

    /**
     * A session that has ended.
     *
     * @param subject whose; empty when the notice does not tell
     * @param session which; empty for all of the subject
     * @param at when it ended, by the provider's clock; what the provider said later holds. Empty for now
     */
    record Ending(String subject, String session, Optional<Instant> at) {

        public Ending(String subject, String session) {
            this(subject, session, Optional.empty());
        }
    }

    /**
     * An account at the provider that was closed, be it for a time, or opened again.
     *
     * @param subject whose
     * @param isClosed whether it is closed now
     * @param at when the provider said so
     */
    record AccountEvent(String subject, boolean isClosed, Instant at) {}

    /**
     * What a program in a terminal needs to sign in by itself (RFC 8628).
     *
     * @param issuer the provider
     * @param clientId the public client that programs are
     * @param scopes what to ask for
     * @param resource the resource to ask for (RFC 8707); may be empty
     */
    record Terminal(String issuer, String clientId, String scopes, String resource) {}
}
