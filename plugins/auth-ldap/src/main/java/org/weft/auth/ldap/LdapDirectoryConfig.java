/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.time.Duration;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/**
 * Options of the directory driver.
 *
 * @param server how the directory is reached
 * @param idp the identity provider in the ids of users and groups
 * @param users where users are
 * @param groups where groups are
 * @param remember how long an answer stands
 */
@Doc("Finds users and groups in an LDAP directory.")
public record LdapDirectoryConfig(
        @Doc("The servers of the directory and how Weft reaches them.")
        ServerOptions server,

        @Doc("The identity provider in people's ids, such as \"https://idp.example.org\"; the issuer, where people"
                + " sign in with OpenID as well.")
        String idp,

        @Doc("Where users are and which attribute is what.") UserOptions users,

        @Doc("Where groups are and which attribute is what; without it there are no groups.")
        Optional<GroupOptions> groups,

        @Doc("How long a user or the groups of a user are remembered; 0s asks each time.")
        @Range(min = 0, max = 86_400)
        @Default("1m")
        Duration remember) {}
