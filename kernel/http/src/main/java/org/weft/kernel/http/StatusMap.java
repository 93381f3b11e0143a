/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Optional;
import org.weft.spi.WeftException;

/** The one table from failures to HTTP statuses. */
public final class StatusMap {

    private StatusMap() {}

    /**
     * The status of a failure.
     *
     * @param method the request's method: for some failures WebDAV wants another status with some methods
     */
    public static int status(WeftException failure, String method) {
        return switch (failure) {
            case WeftException.NotFound missing -> missing.isParent() ? 409 : 404;
            case WeftException.AlreadyExists taken -> method.equals("MKCOL") ? 405 : 412;
            case WeftException.Forbidden forbidden -> 403;
            case WeftException.Unauthenticated unknown -> 401;
            case WeftException.InvalidArgument invalid -> 400;
            case WeftException.ChecksumMismatch mismatch -> 400;
            case WeftException.PreconditionFailed lost -> 412;
            case WeftException.Conflict conflict -> 409;
            case WeftException.Locked locked -> 423;
            case WeftException.OutOfRange range -> 416;
            case WeftException.NoSpace full -> 507;
            case WeftException.Throttled throttled -> 429;
            case WeftException.Unsupported unsupported -> 501;
            case WeftException.TooEarly early -> 425;
            case WeftException.Unavailable down -> 503;
            case WeftException.Timeout late -> 504;
            case WeftException.Internal internal -> 500;
        };
    }

    static ErrorInfo of(WeftException failure, String method) {
        return new ErrorInfo(status(failure, method), failure.text(), Optional.of(failure.code()));
    }
}
