/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.BrowserSignIn;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** A provider whose page sends everybody back at once, with a code that names the test's person. */
final class PagedProvider implements AuthProvider, BrowserSignIn {

    final List<Departure> departures = new ArrayList<>();
    volatile Outcome outcome;

    PagedProvider(User user) {
        this.outcome = new Outcome.Accepted(user, Optional.empty());
    }

    AuthSource named(String name) {
        return new AuthSource(name, DriverHandle.fixed(name, this));
    }

    @Override
    public Set<String> types() {
        return Set.of("bearer");
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
        return "Uni <of> Example";
    }

    @Override
    public URI begin(Departure departure) {
        departures.add(departure);
        return URI.create(
                departure.back() + "?code=good&state=" + URLEncoder.encode(departure.state(), StandardCharsets.UTF_8));
    }

    @Override
    public Arrival finish(Departure departure, Map<String, String> answer) {
        boolean same = departures.contains(departure) && "good".equals(answer.get("code"));
        return new Arrival(same ? outcome : new Outcome.Rejected("another departure"), "subject-1", "session-1");
    }

    @Override
    public Optional<URI> signOut(URI back) {
        return Optional.of(URI.create("https://idp.example/end?back=" + back));
    }

    @Override
    public Optional<Ending> ended(String notice) {
        return notice.startsWith("end ") ? Optional.of(new Ending("subject-1", notice.substring(4))) : Optional.empty();
    }

    @Override
    public void close() {}
}
