/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/**
 * Where users are and which attribute is what.
 *
 * @param base below which entry
 * @param filter which entries there are users
 * @param id what never changes
 * @param username the login name
 * @param mail the mail address
 * @param displayName the full name, the first attribute that is there
 * @param uidNumber the POSIX user id
 * @param gidNumber the POSIX group id
 */
@Doc("Where users are and which attribute is what.")
public record UserOptions(
        @Doc("The entry below which users are, such as \"ou=people,dc=example,dc=org\".")
        String base,

        @Doc("Which entries there are users.") @Default("(objectClass=person)")
        String filter,

        @Doc("What never changes, neither with a marriage nor with a move; in Active Directory objectGUID.")
        @Default("entryUUID")
        String id,

        @Doc("The login name; in Active Directory sAMAccountName or userPrincipalName.") @Default("uid")
        String username,

        @Doc("The mail address.") @Default("mail") String mail,

        @Doc("The full name: the first of these that an entry has.") @Default("displayName, cn")
        List<String> displayName,

        @Doc("The POSIX user id.") @Default("uidNumber") String uidNumber,

        @Doc("The POSIX group id.") @Default("gidNumber") String gidNumber) {

    /** @throws org.weft.spi.InvalidConfig when the base or the filter is none */
    public UserOptions {
        Attributes.base(base);
        Attributes.filter(filter);
    }
}
