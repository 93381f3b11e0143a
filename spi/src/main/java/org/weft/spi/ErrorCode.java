/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * The closed list of outcomes that are not success. Each protocol translates it in one table of its own.
 */
public enum ErrorCode {
    NOT_FOUND(Blame.CLIENT),
    ALREADY_EXISTS(Blame.CLIENT),
    FORBIDDEN(Blame.CLIENT),
    UNAUTHENTICATED(Blame.CLIENT),
    INVALID_ARGUMENT(Blame.CLIENT),
    CHECKSUM_MISMATCH(Blame.CLIENT),
    PRECONDITION_FAILED(Blame.CLIENT),
    CONFLICT(Blame.CLIENT),
    LOCKED(Blame.CLIENT),
    OUT_OF_RANGE(Blame.CLIENT),
    NO_SPACE(Blame.SITE),
    THROTTLED(Blame.SITE),
    UNSUPPORTED(Blame.CLIENT),
    TOO_EARLY(Blame.SITE),
    UNAVAILABLE(Blame.BACKEND),
    TIMEOUT(Blame.BACKEND),
    INTERNAL(Blame.BACKEND);

    private final Blame blame;

    ErrorCode(Blame blame) {
        this.blame = blame;
    }

    public Blame blame() {
        return blame;
    }
}
