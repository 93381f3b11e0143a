/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/**
 * Where groups are and which attribute is what.
 *
 * @param base below which entry
 * @param filter which entries there are groups
 * @param id what never changes
 * @param name the short name
 * @param displayName the full name, the first attribute that is there
 * @param mail the mail address
 * @param gidNumber the POSIX group id
 * @param member who is in it
 * @param nested whether a group in a group brings its members along
 */
@Doc("Where groups are and which attribute is what.")
public record GroupOptions(
        @Doc("The entry below which groups are, such as \"ou=groups,dc=example,dc=org\".")
        String base,

        @Doc("Which entries there are groups.")
        @Default(
                "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))")
        String filter,

        @Doc("What never changes; in Active Directory objectGUID.") @Default("entryUUID")
        String id,

        @Doc("The short name.") @Default("cn") String name,

        @Doc("The full name: the first of these that an entry has.") @Default("displayName, description")
        List<String> displayName,

        @Doc("The mail address.") @Default("mail") String mail,

        @Doc("The POSIX group id.") @Default("gidNumber") String gidNumber,

        @Doc("Who is in it: names of entries, or login names where the attribute is memberUid.")
        @Default("member, uniqueMember, memberUid")
        List<String> member,

        @Doc("A group in a group brings its members along.") @Default("true")
        boolean nested) {

    /** @throws org.weft.spi.InvalidConfig when the base or the filter is none */
    public GroupOptions {
        Attributes.base(base);
        Attributes.filter(filter);
    }
}
