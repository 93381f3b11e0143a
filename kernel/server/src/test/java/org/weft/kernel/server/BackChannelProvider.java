/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/** A provider whose notices are the names of those who have signed out. */
public final class BackChannelProvider implements AuthProvider, BrowserSignIn {

    @Override
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        return new Outcome.NotMine();
    }

    @Override
    public Optional<BrowserSignIn> browser() {
        return Optional.of(this);
    }

    @Override
    public String label() {
        return "a provider";
    }

    @Override
    public URI begin(Departure departure) {
        throw new AssertionError("nobody signs in here");
    }

    @Override
    public Arrival finish(Departure departure, Map<String, String> answer) {
        throw new AssertionError("nobody signs in here");
    }

    @Override
    public Optional<URI> signOut(URI back) {
        return Optional.empty();
    }

    @Override
    public Optional<Ending> ended(String notice) {
        return Optional.of(new Ending(notice, ""));
    }

    /** {@code closed NAME}, {@code opened NAME}. */
    @Override
    public Optional<AccountEvent> account(String event) {
        String[] words = event.split(" ", -1);
        return words.length == 2
                ? Optional.of(new AccountEvent(words[1], words[0].equals("closed"), Instant.now()))
                : Optional.empty();
    }

    @Override
    public void close() {}
}
