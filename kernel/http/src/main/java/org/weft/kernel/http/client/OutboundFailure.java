/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.io.IOException;

/** A server that could not, or must not, be asked. The message holds no secret. */
public final class OutboundFailure extends IOException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    OutboundFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why. */
    public enum Reason {
        /** The site's rules forbid the address. */
        NOT_ALLOWED,
        /** There is no server of this name. */
        NO_NAME,
        /** No connection, no TLS, no answer in time, or one that broke off. */
        NO_ANSWER,
        /** The answer was larger than anything that was asked for. */
        TOO_LARGE
    }
}
