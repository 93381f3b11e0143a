/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;

/** Why a host could not be used as a peer. */
final class DiscoveryFailed extends Exception {

    private static final long serialVersionUID = 1;

    private final Why why;

    DiscoveryFailed(Why why, String text) {
        super(text, null, false, false);
        this.why = why;
    }

    /** The kinds of reasons. */
    enum Why {
        /** Nothing answers. */
        DOWN,
        /** No server has the name; a name server that is down says the same. */
        NO_NAME,
        /** Something answers that is no peer. */
        OTHER,
        /** It must not be asked. */
        FORBIDDEN
    }

    Why why() {
        return why;
    }

    /** Whether nothing answered that could say what it is. */
    boolean isSilent() {
        return why == Why.DOWN || why == Why.NO_NAME;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** As services and their callers know it. */
    WeftException told() {
        return switch (why) {
            case DOWN, NO_NAME -> new Unavailable(text());
            case OTHER -> new NotFound(text());
            case FORBIDDEN -> new Forbidden(text());
        };
    }
}
