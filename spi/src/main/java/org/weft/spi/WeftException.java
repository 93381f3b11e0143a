/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every failure that a driver or the kernel reports on purpose. The message is shown to clients: it names what was
 * wrong, where, and what to do, and holds no secret and no path of the host.
 *
 * <p>Drivers may also throw {@link java.io.IOException}; the kernel answers it as {@link Unavailable} and logs the
 * cause. Plugins must not switch exhaustively over the subtypes, because the list may grow: use {@link #code()}.
 */
public abstract sealed class WeftException extends RuntimeException {

    private final ErrorCode code;

    private WeftException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Which row of the closed list this is. */
    public final ErrorCode code() {
        return code;
    }

    /** The text that is safe to show. */
    public final String text() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    /** How long a client should wait before it tries again, where that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** There is nothing at this address, or the caller may not know that there is. */
    public static final class NotFound extends WeftException {
        private final boolean parent;

        public NotFound(String message) {
            this(message, false);
        }

        private NotFound(String message, boolean parent) {
            super(ErrorCode.NOT_FOUND, message, null);
            this.parent = parent;
        }

        /** The folder that should take a new resource does not exist; WebDAV answers 409 instead of 404. */
        public static NotFound parent(String message) {
            return new NotFound(message, true);
        }

        /** Whether it is the target's parent that is missing. */
        public boolean isParent() {
            return parent;
        }
    }

    /** The target exists and may not be replaced. */
    public static final class AlreadyExists extends WeftException {
        public AlreadyExists(String message) {
            super(ErrorCode.ALREADY_EXISTS, message, null);
        }
    }

    /** The caller is known and may not do this. */
    public static final class Forbidden extends WeftException {
        public Forbidden(String message) {
            super(ErrorCode.FORBIDDEN, message, null);
        }
    }

    /** The caller is not known, or the credentials are wrong or have expired. */
    public static final class Unauthenticated extends WeftException {
        public Unauthenticated(String message) {
            super(ErrorCode.UNAUTHENTICATED, message, null);
        }
    }

    /** The request cannot be understood or names something impossible. */
    public static final class InvalidArgument extends WeftException {
        public InvalidArgument(String message) {
            super(ErrorCode.INVALID_ARGUMENT, message, null);
        }
    }

    /** The body is not the one that the client's checksum describes; nothing was stored. */
    public static final class ChecksumMismatch extends WeftException {
        public ChecksumMismatch(String message) {
            super(ErrorCode.CHECKSUM_MISMATCH, message, null);
        }
    }

    /** A condition of the request did not hold at commit; nothing was changed. */
    public static final class PreconditionFailed extends WeftException {
        public PreconditionFailed(String message) {
            super(ErrorCode.PRECONDITION_FAILED, message, null);
        }
    }

    /** The request contradicts the state of the tree, for example a folder where a file is wanted. */
    public static final class Conflict extends WeftException {
        public Conflict(String message) {
            super(ErrorCode.CONFLICT, message, null);
        }
    }

    /** A lock that the caller did not name protects the resource. */
    public static final class Locked extends WeftException {
        public Locked(String message) {
            super(ErrorCode.LOCKED, message, null);
        }
    }

    /** The range or offset lies outside the content. */
    public static final class OutOfRange extends WeftException {
        private final long size;

        /**
         * @param message what was asked for
         * @param size the content's size in bytes, for {@code Content-Range: bytes *}{@code /size}
         */
        public OutOfRange(String message, long size) {
            super(ErrorCode.OUT_OF_RANGE, message, null);
            this.size = size;
        }

        public long size() {
            return size;
        }
    }

    /** The quota or the disk is exhausted; nothing was stored. */
    public static final class NoSpace extends WeftException {
        public NoSpace(String message) {
            super(ErrorCode.NO_SPACE, message, null);
        }
    }

    /** The caller asks too often or for too much at once. */
    public static final class Throttled extends WeftException {
        private final Duration wait;

        public Throttled(String message, Duration retryAfter) {
            super(ErrorCode.THROTTLED, message, null);
            this.wait = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(wait);
        }
    }

    /** This storage, or this server, cannot do that at all. */
    public static final class Unsupported extends WeftException {
        public Unsupported(String message) {
            super(ErrorCode.UNSUPPORTED, message, null);
        }
    }

    /** The resource is still being processed. */
    public static final class TooEarly extends WeftException {
        public TooEarly(String message) {
            super(ErrorCode.TOO_EARLY, message, null);
        }
    }

    /** A backend is down or failed; the same request may succeed later. */
    public static final class Unavailable extends WeftException {
        private final Duration wait;

        public Unavailable(String message) {
            this(message, null);
        }

        public Unavailable(String message, @Nullable Throwable cause) {
            this(message, Duration.ofSeconds(10), cause);
        }

        /**
         * For a backend that said when to come again.
         *
         * @param retryAfter how long to wait
         */
        public Unavailable(String message, Duration retryAfter, @Nullable Throwable cause) {
            super(ErrorCode.UNAVAILABLE, message, cause);
            this.wait = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(wait);
        }
    }

    /** A backend did not answer in time. */
    public static final class Timeout extends WeftException {
        public Timeout(String message) {
            super(ErrorCode.TIMEOUT, message, null);
        }
    }

    /** Something that should not happen did; the message names an incident id to look for in the log. */
    public static final class Internal extends WeftException {
        public Internal(String message, Throwable cause) {
            super(ErrorCode.INTERNAL, message, cause);
        }
    }
}
