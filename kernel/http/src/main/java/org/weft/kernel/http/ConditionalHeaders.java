/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Precondition;

/** The conditions in a request's headers (RFC 9110, section 13). */
public final class ConditionalHeaders {

    private static final String NEVER = "\u0000";

    private final Optional<EntityTags> match;
    private final Optional<EntityTags> noneMatch;
    private final Optional<Instant> unmodifiedSince;
    private final Optional<Instant> modifiedSince;

    private ConditionalHeaders(
            Optional<EntityTags> match,
            Optional<EntityTags> noneMatch,
            Optional<Instant> unmodifiedSince,
            Optional<Instant> modifiedSince) {
        this.match = match;
        this.noneMatch = noneMatch;
        this.unmodifiedSince = unmodifiedSince;
        this.modifiedSince = modifiedSince;
    }

    /**
     * Reads them.
     *
     * @throws HttpFailure 400 when a list of tags is malformed; a malformed date is passed over, as the RFC wants
     */
    public static ConditionalHeaders of(HttpExchange exchange) {
        return new ConditionalHeaders(
                tags(exchange, "If-Match"),
                tags(exchange, "If-None-Match"),
                exchange.header("If-Unmodified-Since").flatMap(HttpDate::parse),
                exchange.header("If-Modified-Since").flatMap(HttpDate::parse));
    }

    private static Optional<EntityTags> tags(HttpExchange exchange, String name) {
        List<String> lines = exchange.headers(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(EntityTags.parse(name, lines));
    }

    /** The conditions for a change of the resource at the request's URL, to be judged at its commit. */
    public Precondition forChange() {
        if (match.isEmpty() && noneMatch.isEmpty() && unmodifiedSince.isEmpty()) {
            return Precondition.none();
        }
        Set<String> anyOf = match.filter(tags -> !tags.any())
                .map(tags -> tags.strong().isEmpty() ? Set.of(NEVER) : tags.strong())
                .orElse(Set.of());
        Set<String> noneOf = new HashSet<>();
        noneMatch.ifPresent(tags -> {
            noneOf.addAll(tags.strong());
            noneOf.addAll(tags.weak());
        });
        return new Precondition(
                match.isPresent(),
                noneMatch.filter(EntityTags::any).isPresent(),
                anyOf,
                noneOf,
                match.isPresent() ? Optional.empty() : unmodifiedSince);
    }

    /**
     * Judges a read of a resource, in the order of RFC 9110, section 13.2.2.
     *
     * @throws PreconditionFailed 412
     * @throws NotModified 304
     */
    void judgeRead(Resource resource) {
        String etag = resource.node().etag();
        Instant mtime = resource.node().mtime();
        if (match.isPresent()) {
            if (!match.get().matchesStrongly(etag)) {
                throw new PreconditionFailed("the resource has changed: its etag is now \"" + etag + "\"");
            }
        } else if (unmodifiedSince.isPresent() && isLater(mtime, unmodifiedSince.get())) {
            throw new PreconditionFailed("the resource was modified at " + mtime);
        }
        boolean unchanged = noneMatch.isPresent()
                ? noneMatch.get().matchesWeakly(etag)
                : modifiedSince.isPresent() && !isLater(mtime, modifiedSince.get());
        if (unchanged) {
            throw new NotModified('"' + etag + '"');
        }
    }

    private static boolean isLater(Instant one, Instant other) {
        return one.getEpochSecond() > other.getEpochSecond();
    }
}
