/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.ClientNetwork;
import org.weft.spi.auth.Credentials;

/**
 * Counts the attempts to sign in, so that guessing is slow and its victim is not shut out: an account from one network, the
 * account from all networks together, and the network over all accounts. Whoever signed in from a network lately is not kept
 * out by what others try elsewhere. Thread-safe.
 */
final class SignInThrottle {

    /** How many times as much an account may fail over all networks as from one. */
    private static final int NETWORKS = 10;

    private static final Duration LATELY = Duration.ofDays(30);

    private final SecretFingerprints fingerprints;
    private final FailureBackoff ofAccountsHere;
    private final FailureBackoff ofAccounts;
    private final FailureBackoff ofAddresses;
    private final Cache<ByteBuffer, Boolean> lately;

    SignInThrottle(SecretFingerprints fingerprints, SignInLimits limits, Ticker ticker) {
        this.fingerprints = fingerprints;
        this.ofAccountsHere = new FailureBackoff(
                "sign-ins to an account from one network", "to this account", limits.accountFailures(), limits, ticker);
        this.ofAccounts = new FailureBackoff(
                "sign-ins to an account from all networks",
                "to this account",
                NETWORKS * limits.accountFailures(),
                limits,
                ticker);
        this.ofAddresses = new FailureBackoff(
                "sign-ins from one network", "from your address", limits.addressFailures(), limits, ticker);
        this.lately = Caffeine.newBuilder()
                .maximumSize(10L * limits.tracked())
                .expireAfterWrite(LATELY)
                .ticker(ticker)
                .build();
    }

    List<Brake> brakes() {
        return List.of(ofAccountsHere, ofAccounts, ofAddresses);
    }

    /** An attempt that names no account, or one that nobody can be kept out of by guessing. */
    final class Anonymous {
        private final String network;
        private final ByteBuffer address;

        private Anonymous(String remoteAddress) {
            this.network = ClientNetwork.of(remoteAddress);
            this.address = fingerprints.of(network);
        }

        /** @throws org.weft.spi.WeftException.Throttled when it is too early to try */
        Anonymous admit() {
            ofAddresses.admit(address);
            return this;
        }

        void failed() {
            ofAddresses.failed(address, "", network);
        }
    }

    Anonymous from(String remoteAddress) {
        return new Anonymous(remoteAddress);
    }

    AuthChain.Attempt attempt(Credentials credentials, String remoteAddress) {
        return new Named(credentials, remoteAddress);
    }

    /** The account is right: its failures from there are forgotten, and it may come again from there. */
    void succeeded(Credentials credentials, String remoteAddress) {
        ByteBuffer here = here(credentials, ClientNetwork.of(remoteAddress));
        ofAccountsHere.succeeded(here);
        lately.put(here, Boolean.TRUE);
    }

    /** Names that differ in case or width count as one: most directories take them for one. */
    private static String name(Credentials credentials) {
        return Normalizer.normalize(credentials.clientId().strip(), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
    }

    private ByteBuffer account(Credentials credentials) {
        return fingerprints.of(credentials.type(), name(credentials));
    }

    private ByteBuffer here(Credentials credentials, String network) {
        return fingerprints.of(credentials.type(), name(credentials), network);
    }

    private final class Named implements AuthChain.Attempt {
        private final Credentials credentials;
        private final String remoteAddress;
        private final ByteBuffer account;
        private final ByteBuffer here;
        private final Anonymous address;
        /** A token that is wrong tells no account: one person's old tokens must not shut out all others. */
        private final boolean namesAccount;

        Named(Credentials credentials, String remoteAddress) {
            this.credentials = credentials;
            this.remoteAddress = remoteAddress;
            this.address = from(remoteAddress);
            this.account = account(credentials);
            this.here = here(credentials, address.network);
            this.namesAccount = !credentials.type().equals("bearer");
        }

        @Override
        public void admit() {
            if (namesAccount) {
                ofAccountsHere.admit(here);
                if (lately.getIfPresent(here) == null) {
                    ofAccounts.admit(account);
                }
            }
            address.admit();
        }

        @Override
        public void failed() {
            if (namesAccount) {
                ofAccountsHere.failed(here, name(credentials), address.network);
                ofAccounts.failed(account, name(credentials), "");
            }
            address.failed();
        }

        @Override
        public void refused(String source, String reason) {
            SignInAudit.refused(credentials.type(), credentials.clientId(), remoteAddress, source, reason);
        }
    }
}
