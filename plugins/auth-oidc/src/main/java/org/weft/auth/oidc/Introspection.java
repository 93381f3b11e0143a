/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

/** Which tokens are shown to the provider (RFC 7662) before they are believed. */
public enum Introspection {
    /** None: only signed tokens are understood. */
    NEVER,
    /** Those that can't be read here. */
    OPAQUE,
    /** All, so that a token that was revoked ends within a minute. */
    ALWAYS
}
