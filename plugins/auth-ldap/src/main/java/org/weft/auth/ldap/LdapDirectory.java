/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Health;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.UserDirectory;

/** Users and groups of one LDAP directory. Thread-safe. */
final class LdapDirectory implements Directory {

    private final LdapServer server;
    private final UserEntries entries;
    private final LdapUsers users;
    private final Optional<LdapGroups> groups;

    LdapDirectory(LdapServer server, UserEntries entries, LdapUsers users, Optional<LdapGroups> groups) {
        this.server = server;
        this.entries = entries;
        this.users = users;
        this.groups = groups;
    }

    @Override
    public void start() throws IOException {
        List<String> bases = new ArrayList<>(List.of(entries.base()));
        groups.map(LdapGroups::base).ifPresent(bases::add);
        server.start(bases);
    }

    @Override
    public Optional<UserDirectory> users() {
        return Optional.of(users);
    }

    @Override
    public Optional<GroupDirectory> groups() {
        return groups.map(found -> found);
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
