/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.rpc.v1beta1.Code;
import io.grpc.Status;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.Internal;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.OutOfRange;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Timeout;
import org.weft.spi.WeftException.TooEarly;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;

/** The one table from Weft's failures to the codes of CS3. */
final class StatusMap {

    private StatusMap() {}

    /** The code in the status of an answer. */
    static Code code(WeftException failure) {
        return switch (failure) {
            case NotFound e -> Code.CODE_NOT_FOUND;
            case AlreadyExists e -> Code.CODE_ALREADY_EXISTS;
            case Forbidden e -> Code.CODE_PERMISSION_DENIED;
            case Unauthenticated e -> Code.CODE_UNAUTHENTICATED;
            case InvalidArgument e -> Code.CODE_INVALID_ARGUMENT;
            case ChecksumMismatch e -> Code.CODE_INVALID_ARGUMENT;
            case PreconditionFailed e -> Code.CODE_FAILED_PRECONDITION;
            // Reva's clients take CODE_LOCKED, which is younger than they are, for an unknown error.
            case Locked e -> Code.CODE_FAILED_PRECONDITION;
            case Conflict e -> Code.CODE_ABORTED;
            case OutOfRange e -> Code.CODE_OUT_OF_RANGE;
            case NoSpace e -> Code.CODE_INSUFFICIENT_STORAGE;
            case Throttled e -> Code.CODE_RESOURCE_EXHAUSTED;
            case Unsupported e -> Code.CODE_UNIMPLEMENTED;
            case TooEarly e -> Code.CODE_TOO_EARLY;
            case Unavailable e -> Code.CODE_UNAVAILABLE;
            case Timeout e -> Code.CODE_DEADLINE_EXCEEDED;
            case Internal e -> Code.CODE_INTERNAL;
        };
    }

    /** The gRPC status when a token is refused: the only failures that are not told in the answer's own status. */
    static Status refusal(WeftException failure) {
        Status status = switch (failure.code()) {
            case UNAVAILABLE, TIMEOUT, TOO_EARLY -> Status.UNAVAILABLE;
            case THROTTLED -> Status.RESOURCE_EXHAUSTED;
            default -> Status.PERMISSION_DENIED;
        };
        return status.withDescription(failure.text());
    }
}
