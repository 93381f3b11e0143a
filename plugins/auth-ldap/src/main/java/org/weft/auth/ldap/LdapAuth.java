/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Health;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** Finds the entry of a login name and tries the password on it. Thread-safe. */
final class LdapAuth implements AuthProvider {

    /** Longer than any password, and shorter than what servers end the connection for. */
    private static final int LONGEST = 4096;

    private final LdapServer server;
    private final UserEntries users;

    LdapAuth(LdapServer server, UserEntries users) {
        this.server = server;
        this.users = users;
    }

    @Override
    public void start() throws IOException {
        server.start(List.of(users.base()));
    }

    @Override
    public Set<String> types() {
        return Set.of("basic");
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        Optional<Filter> named =
                credentials.type().equals("basic") ? users.named(credentials.clientId()) : Optional.empty();
        if (named.isEmpty()) {
            return new Outcome.NotMine();
        }
        // A directory compares names more loosely than people do: " einstein " is nobody's login name.
        List<? extends Entry> found = server.few(users.base(), named.get(), 2, users.attributes()).stream()
                .filter(entry -> users.usernameOf(entry).equalsIgnoreCase(credentials.clientId()))
                .toList();
        if (found.isEmpty()) {
            return new Outcome.NotMine();
        }
        if (found.size() > 1) {
            return new Outcome.Rejected("the login name is that of several entries, among them "
                    + found.getFirst().getDN());
        }
        return tried(found.getFirst(), credentials.secret());
    }

    private Outcome tried(Entry entry, String password) {
        Optional<User> user = users.user(entry, List.of());
        if (user.isEmpty()) {
            return new Outcome.Rejected("the entry " + entry.getDN() + " has no id; see users.id");
        }
        if (password.isEmpty() || password.length() > LONGEST) {
            return new Outcome.Rejected("no password can be this");
        }
        return server.refusal(entry.getDN(), password)
                .<Outcome>map(Outcome.Rejected::new)
                .orElseGet(() -> new Outcome.Accepted(user.get(), Optional.empty()));
    }

    @Override
    public Health health() {
        return server.health();
    }

    @Override
    public void close() {
        server.close();
    }
}
