/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

/** Who may reach an endpoint. */
public enum EndpointAccess {
    /** Anyone; the endpoint judges by its own means. Who signs in is known to it, wrong credentials are refused. */
    OPEN,
    /** Who is signed in, all others get 401; only OPTIONS is answered to everybody. */
    SIGNED_IN,
    /** Anyone; the endpoint alone looks at what they show, and says with {@link HttpExchange#signIn} whom it let in. */
    OWN,
    /**
     * Anyone; the endpoint looks at a secret in the address, the body or a header of its own, and at nothing that a browser
     * would send by itself. So pages of other sites may come here.
     */
    TOKEN
}
