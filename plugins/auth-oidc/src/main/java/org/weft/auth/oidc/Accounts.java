/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

/** Whose account a token is for. */
public enum Accounts {
    /** The one that the claims describe; it comes to be at the first sign-in. */
    PROVISION,
    /** One that a directory knows already; nobody else is let in. */
    DIRECTORY
}
