/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.UserId;
import org.weft.spi.share.RemoteParty;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Rights;

/**
 * What is said to other sites about shares: a port that the protocol fills. Each call asks the other site and waits, for some
 * seconds at most. Thread-safe.
 */
public interface OcmShareClient {

    /** That whoever uses the share must first exchange its secret for an access token. */
    String MUST_EXCHANGE = "must-exchange-token";

    /** That whoever uses the share must have signed in at the receiving site with more than one factor. */
    String MUST_USE_MFA = "must-use-mfa";

    /** Whether this site takes part at all. */
    boolean isEnabled();

    /** The host by which others know this site. */
    PeerHost self();

    /** Whether shares go to contacts, and come from contacts, alone. */
    boolean mustInvite();

    /**
     * What the receiver of a share from here must do, by this site's rules, by the other's, and by the wish of who shares.
     *
     * @param wished what who shares demands
     * @throws org.weft.spi.WeftException {@code Forbidden} when the site is not trusted, {@code NotFound} when it takes no
     *     part, {@code Unavailable} when it does not answer, {@code PreconditionFailed} when the rules of both can't be kept
     */
    Set<String> requirements(PeerHost host, Set<String> wished);

    /**
     * Offers a share. To offer the same again does no harm.
     *
     * @return what the receiver is called there; empty where the site does not tell
     * @throws org.weft.spi.WeftException {@code Unavailable} when it can't be known whether the other site has it, others
     *     when it refuses it
     */
    String offer(Offer offer);

    /**
     * Tells of something that became of a share.
     *
     * @return false when the other site does not want to hear such things
     */
    boolean tell(Notice notice);

    /** Exchanges a share's secret for an access token. */
    Token exchange(PeerHost host, String secret);

    /** Whether the site exchanges secrets for tokens. */
    boolean exchangesTokens(PeerHost host);

    /**
     * A share, as the other site is told of it.
     *
     * @param kind {@code file} or {@code folder}
     */
    record Offer(
            ShareId id,
            String name,
            String description,
            String kind,
            RemoteParty recipient,
            Person owner,
            Person sender,
            Rights rights,
            Set<String> requirements,
            Optional<Instant> expires,
            String secret) {

        /** Never shows the secret. */
        @Override
        public String toString() {
            return "offer of " + id + " to " + recipient;
        }
    }

    /** Somebody here. */
    record Person(UserId id, String displayName) {}

    /**
     * What became of a share.
     *
     * @param id what its sender calls it
     * @param ours whether this site sent the share
     * @param grantee who received it, in the words of that site
     * @param secret for sites so old that they know shares by their secrets alone
     */
    record Notice(
            PeerHost to, Kind kind, String id, boolean ours, String grantee, Optional<Rights> rights, String secret) {

        /** What can become of a share. */
        public enum Kind {
            ACCEPTED,
            DECLINED,
            UNSHARED,
            PERMISSIONS
        }

        /** Never shows the secret. */
        @Override
        public String toString() {
            return kind + " of " + id + " to " + to;
        }
    }

    /** An access token. */
    record Token(String value, Instant expires) {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    /** Where a received share is, and how one gets in. */
    record Way(URI root, boolean basic, Set<String> requirements) {

        public Way {
            requirements = Set.copyOf(requirements);
        }
    }
}
