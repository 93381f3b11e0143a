/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.util.Optional;
import org.weft.spi.DriverContext;
import org.weft.spi.Maturity;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;

/** Makes directories of users and groups in LDAP. */
@Maturity(Maturity.Level.STABLE)
public final class LdapDirectoryFactory implements DirectoryFactory<LdapDirectoryConfig> {

    @Override
    public String name() {
        return "ldap";
    }

    @Override
    public Class<LdapDirectoryConfig> configType() {
        return LdapDirectoryConfig.class;
    }

    @Override
    public Directory create(LdapDirectoryConfig config, DriverContext context) {
        LdapServer server = new LdapServer(new Pools(config.server()));
        UserEntries users = new UserEntries(config.idp(), config.users());
        Optional<GroupEntries> groups = config.groups().map(options -> new GroupEntries(config.idp(), options));
        Optional<Memberships> memberships = groups.map(entries -> new Memberships(server, users, entries));
        LdapUsers lookup = new LdapUsers(server, users, memberships, config.remember());
        return new LdapDirectory(
                server,
                users,
                lookup,
                groups.map(entries -> new LdapGroups(server, entries, memberships.orElseThrow(), lookup)));
    }
}
