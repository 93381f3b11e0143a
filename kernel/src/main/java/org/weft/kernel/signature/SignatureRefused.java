/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.signature;

/** A signature, or a digest, that can't be trusted. The reason is one word for the peer, the message for the log. */
public final class SignatureRefused extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    SignatureRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
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
        /** Made too long ago, or in the future. */
        SIGNATURE_EXPIRED,
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
