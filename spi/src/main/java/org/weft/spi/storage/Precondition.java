/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.PreconditionFailed;

/**
 * What must hold of the target at the moment of the change. Declared, so that a backend with conditional writes can
 * translate it; {@link #check} judges it for all others.
 *
 * @param exists the target must exist
 * @param absent the target must not exist
 * @param anyOf when not empty, the target must exist with one of these etags
 * @param noneOf the target must not have one of these etags
 * @param notModifiedSince the target must not be younger than this, in whole seconds
 */
public record Precondition(
        boolean exists, boolean absent, Set<String> anyOf, Set<String> noneOf, Optional<Instant> notModifiedSince) {

    private static final Precondition NONE = new Precondition(false, false, Set.of(), Set.of(), Optional.empty());
    private static final Precondition ABSENT = new Precondition(false, true, Set.of(), Set.of(), Optional.empty());
    private static final Precondition EXISTS = new Precondition(true, false, Set.of(), Set.of(), Optional.empty());

    public Precondition {
        anyOf = Set.copyOf(anyOf);
        noneOf = Set.copyOf(noneOf);
    }

    public static Precondition none() {
        return NONE;
    }

    public static Precondition mustNotExist() {
        return ABSENT;
    }

    public static Precondition mustExist() {
        return EXISTS;
    }

    public static Precondition etag(String etag) {
        return new Precondition(true, false, Set.of(etag), Set.of(), Optional.empty());
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Judges.
     *
     * @param current the target as it is, null when there is none
     * @throws PreconditionFailed when it does not hold; the message says which part
     */
    public void check(@Nullable Node current) {
        if (absent && current != null) {
            throw new PreconditionFailed("the target exists already, and the request said it must not");
        }
        if (current == null) {
            if (exists || !anyOf.isEmpty()) {
                throw new PreconditionFailed("the target does not exist, and the request said it must");
            }
            return;
        }
        if (!anyOf.isEmpty() && !anyOf.contains(current.etag())) {
            throw new PreconditionFailed("the target has changed: its etag is now \"" + current.etag() + "\"");
        }
        if (noneOf.contains(current.etag())) {
            throw new PreconditionFailed("the target still has the etag \"" + current.etag() + "\"");
        }
        if (notModifiedSince.isPresent()
                && current.mtime().getEpochSecond() > notModifiedSince.get().getEpochSecond()) {
            throw new PreconditionFailed("the target was modified at " + current.mtime());
        }
    }
}
