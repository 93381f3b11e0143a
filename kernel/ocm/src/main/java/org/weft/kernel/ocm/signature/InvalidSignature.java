/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.signature;

import java.time.Duration;
import java.time.Instant;

/** A signature, or a digest, that can't be trusted. The reason is one word for the peer, the message for the log. */
public final class InvalidSignature extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    InvalidSignature(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Judges when a signature was made. */
    static void requireRecent(Instant created, Instant now, Duration age, Duration skew) throws InvalidSignature {
        if (created.isAfter(now.plus(skew))) {
            throw new InvalidSignature(
                    Reason.SIGNATURE_NOT_YET_VALID, "the signature is of " + created + ", and it is only " + now);
        }
        if (created.isBefore(now.minus(age))) {
            throw new InvalidSignature(
                    Reason.SIGNATURE_EXPIRED, "the signature is of " + created + ", and it is " + now);
        }
    }

    public Reason reason() {
        return reason;
    }

    /** Why. */
    public enum Reason {
        /** No signature that is meant for us. */
        SIGNATURE_REQUIRED,
        /** Not in the form of the standard, or it covers too little. */
        SIGNATURE_MALFORMED,
        /** Made too long ago, or past the end that it tells itself. */
        SIGNATURE_EXPIRED,
        /** Made in the future: one of the two clocks is wrong. */
        SIGNATURE_NOT_YET_VALID,
        /** The signer has no such key. */
        KEY_UNKNOWN,
        /** The key, or its algorithm, is not fit for signatures. */
        KEY_UNFIT,
        /** The body is not the one that was signed. */
        DIGEST_MISMATCH,
        /** Made with another key, or for another message. */
        SIGNATURE_INVALID
    }
}
