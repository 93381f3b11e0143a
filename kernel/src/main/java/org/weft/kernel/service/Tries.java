/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import com.github.benmanes.caffeine.cache.Ticker;
import java.nio.ByteBuffer;
import org.weft.spi.auth.Credentials;

/** Counts the attempts to sign in, by account and by address, so that guessing is slow. Thread-safe. */
final class Tries {

    private final Fingerprints fingerprints;
    private final Attempts ofAccounts;
    private final Attempts ofAddresses;

    Tries(Fingerprints fingerprints, SignInLimits limits, Ticker ticker) {
        this.fingerprints = fingerprints;
        this.ofAccounts = new Attempts("to this account", limits.accountFailures(), limits, ticker);
        this.ofAddresses = new Attempts("from your address", limits.addressFailures(), limits, ticker);
    }

    /** An attempt that names no account, or one that nobody can be kept out of by guessing. */
    final class Anonymous {

        private final ByteBuffer address;

        private Anonymous(String remoteAddress) {
            this.address = fingerprints.of(Origin.of(remoteAddress));
        }

        /** @throws org.weft.spi.WeftException.Throttled when it is too early to try */
        Anonymous admit() {
            ofAddresses.admit(address);
            return this;
        }

        void failed() {
            ofAddresses.failed(address);
        }
    }

    Anonymous from(String remoteAddress) {
        return new Anonymous(remoteAddress);
    }

    AuthChain.Attempt attempt(Credentials credentials, String remoteAddress) {
        return new Named(credentials, remoteAddress);
    }

    /** The account is right: its failures are forgotten. */
    void succeeded(Credentials credentials) {
        ofAccounts.succeeded(account(credentials));
    }

    private ByteBuffer account(Credentials credentials) {
        return fingerprints.of(credentials.type(), credentials.clientId());
    }

    private final class Named implements AuthChain.Attempt {

        private final Credentials credentials;
        private final String remoteAddress;
        private final ByteBuffer account;
        private final Anonymous address;

        /** A token that is wrong tells no account: one person's old tokens must not shut out all others. */
        private final boolean namesAccount;

        Named(Credentials credentials, String remoteAddress) {
            this.credentials = credentials;
            this.remoteAddress = remoteAddress;
            this.account = account(credentials);
            this.address = from(remoteAddress);
            this.namesAccount = !credentials.type().equals("bearer");
        }

        @Override
        public void admit() {
            if (namesAccount) {
                ofAccounts.admit(account);
            }
            address.admit();
        }

        @Override
        public void failed() {
            if (namesAccount) {
                ofAccounts.failed(account);
            }
            address.failed();
        }

        @Override
        public void refused(String source, String reason) {
            SignInAudit.refused(credentials.type(), credentials.clientId(), remoteAddress, source, reason);
        }
    }
}
