/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.InitiateFileUploadRequest;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Precondition;

/** What a request demands before it changes anything. */
final class RequestConditions {

    private RequestConditions() {}

    /** With the lock that the caller shows, in the request's own field or as Reva's opaque entry. */
    static WriteConditions of(Precondition precondition, String lockId, Opaque opaque) {
        Set<String> locks = new HashSet<>();
        if (!lockId.isEmpty()) {
            locks.add(LockMessages.requireId(lockId));
        }
        plain(opaque, "X-Lock-Id").filter(id -> !id.isEmpty()).ifPresent(id -> locks.add(LockMessages.requireId(id)));
        return precondition.isNone() && locks.isEmpty()
                ? WriteConditions.plain()
                : new WriteConditions(
                        precondition, locks, WriteConditions.plain().condition());
    }

    static Precondition precondition(InitiateFileUploadRequest request) {
        return switch (request.getOptionsCase()) {
            case IF_NOT_EXIST -> request.getIfNotExist() ? Precondition.mustNotExist() : Precondition.none();
            case IF_MATCH -> Precondition.etag(etag(request.getIfMatch()));
            case IF_UNMODIFIED_SINCE ->
                new Precondition(
                        false, false, Set.of(), Set.of(), Optional.of(Timestamps.of(request.getIfUnmodifiedSince())));
            case OPTIONS_NOT_SET -> Precondition.none();
        };
    }

    private static String etag(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String etag = quoted ? text.substring(1, text.length() - 1) : text;
        if (etag.isEmpty()) {
            throw new InvalidArgument("if_match holds no etag");
        }
        return etag;
    }

    /** A text in an opaque map; keys are compared exactly, then without regard to case. */
    static Optional<String> plain(Opaque opaque, String key) {
        @Nullable OpaqueEntry entry = opaque.getMapMap().get(key);
        if (entry == null) {
            entry = opaque.getMapMap().entrySet().stream()
                    .filter(candidate -> candidate.getKey().equalsIgnoreCase(key))
                    .map(java.util.Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        return Optional.ofNullable(entry).map(found -> found.getValue().toString(StandardCharsets.UTF_8));
    }
}
