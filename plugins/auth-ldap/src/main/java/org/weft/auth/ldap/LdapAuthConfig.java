/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import org.weft.spi.config.Doc;

/**
 * Options of the sign-in driver.
 *
 * @param server how the directory is reached
 * @param idp the identity provider in the users' ids
 * @param users where users are
 */
@Doc("Signs people in with their login name and password in an LDAP directory.")
public record LdapAuthConfig(
        @Doc("The servers of the directory and how Weft reaches them.")
        ServerOptions server,

        @Doc("The identity provider in people's ids, such as \"https://idp.example.org\"; the issuer, where people"
                + " sign in with OpenID as well.")
        String idp,

        @Doc("Where users are and which attribute is what.") UserOptions users) {}
