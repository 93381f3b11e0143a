/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options as the site's configuration would bind them. */
final class Configs {

    static final String IDP = "https://idp.example";

    private Configs() {}

    static LdapAuthConfig auth(ServerOptions server) {
        return new LdapAuthConfig(server, IDP, users());
    }

    static LdapDirectoryConfig directory(ServerOptions server, Duration remember) {
        return new LdapDirectoryConfig(server, IDP, users(), Optional.of(groups(true)), remember);
    }

    static UserOptions users() {
        return users(Slapd.PEOPLE, "(objectClass=inetOrgPerson)");
    }

    static UserOptions users(String base, String filter) {
        return new UserOptions(
                base, filter, "entryUUID", "uid", "mail", List.of("displayName", "cn"), "uidNumber", "gidNumber");
    }

    static GroupOptions groups(boolean nested) {
        return new GroupOptions(
                Slapd.GROUPS,
                "(|(objectClass=groupOfNames)(objectClass=posixGroup))",
                "entryUUID",
                "cn",
                List.of("displayName", "description"),
                "mail",
                "gidNumber",
                List.of("member", "uniqueMember", "memberUid"),
                nested);
    }
}
