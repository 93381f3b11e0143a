/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Sign-in, users and groups from an LDAP directory (RFC 4511), be it OpenLDAP, 389, FreeIPA or Active Directory. What
 * speaks to the server is {@link org.weft.auth.ldap.LdapServer}; everybody else works with entries. Nothing here writes.
 */
@NullMarked
package org.weft.auth.ldap;

import org.jspecify.annotations.NullMarked;
