/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException;

/**
 * An answer to a peer that says no, in the form of Open Cloud Mesh: a word, and for what can be corrected the fields that
 * are wrong.
 */
final class OcmRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<Wrong> wrong;
    private final transient Optional<Duration> retryAfter;

    private OcmRefusal(int status, String word, List<Wrong> wrong, Optional<Duration> retryAfter) {
        super(word, null, false, false);
        this.status = status;
        this.wrong = wrong;
        this.retryAfter = retryAfter;
    }

    /**
     * A field that is wrong.
     *
     * @param name the field's
     * @param word such as {@code REQUIRED} or {@code NOT_FOUND}
     */
    record Wrong(String name, String word) {}

    static OcmRefusal of(int status, String word) {
        return new OcmRefusal(status, word, List.of(), Optional.empty());
    }

    static OcmRefusal later(int status, String word, Duration retryAfter) {
        return new OcmRefusal(status, word, List.of(), Optional.of(retryAfter));
    }

    /** 400 for one field. */
    static OcmRefusal field(String name, String word) {
        return fields(List.of(new Wrong(name, word)));
    }

    /** 400 for several fields. */
    static OcmRefusal fields(List<Wrong> wrong) {
        return new OcmRefusal(400, "VALIDATION_FAILED", List.copyOf(wrong), Optional.empty());
    }

    /** What a service's failure is to a peer; the standard knows fewer statuses than HTTP does. */
    static OcmRefusal of(WeftException failure) {
        int status = switch (failure) {
            case WeftException.InvalidArgument wrong -> 400;
            case WeftException.NotFound missing -> 400;
            case WeftException.OutOfRange outside -> 400;
            case WeftException.ChecksumMismatch mismatch -> 400;
            case WeftException.Unauthenticated unknown -> 401;
            case WeftException.Forbidden forbidden -> 403;
            case WeftException.AlreadyExists taken -> 409;
            case WeftException.Conflict conflict -> 409;
            case WeftException.PreconditionFailed lost -> 409;
            case WeftException.Locked locked -> 409;
            case WeftException.Throttled throttled -> 429;
            case WeftException.Unsupported unsupported -> 501;
            case WeftException.NoSpace full -> 503;
            case WeftException.TooEarly early -> 503;
            case WeftException.Unavailable down -> 503;
            case WeftException.Timeout late -> 503;
            case WeftException.Internal internal -> 500;
        };
        return new OcmRefusal(status, failure.code().name(), List.of(), failure.retryAfter());
    }

    int status() {
        return status;
    }

    String word() {
        return String.valueOf(getMessage());
    }

    /** Whether it tells which fields of a message are wrong. */
    boolean namesFields() {
        return !wrong.isEmpty();
    }

    /** The fields that are wrong, for the log. Nothing in it was written by the peer. */
    String reason() {
        return wrong.stream().map(field -> field.name() + ": " + field.word()).collect(Collectors.joining(", "));
    }

    void write(HttpExchange exchange) throws IOException {
        exchange.status(status);
        retryAfter.ifPresent(wait -> exchange.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        JsonObject body = new JsonObject();
        body.addProperty("message", word());
        if (!wrong.isEmpty()) {
            JsonArray errors = new JsonArray();
            for (Wrong each : wrong) {
                JsonObject error = new JsonObject();
                error.addProperty("name", each.name());
                error.addProperty("message", each.word());
                errors.add(error);
            }
            body.add("validationErrors", errors);
        }
        exchange.header("Cache-Control", "no-store");
        exchange.send("application/json", StrictJson.bytes(body));
    }
}
