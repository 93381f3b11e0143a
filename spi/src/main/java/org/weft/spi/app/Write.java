/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Precondition;

/** Under which conditions a file is written. Immutable; built by providers. */
public final class Write {

    private static final Write PLAIN = new Write(-1, null, Precondition.none());

    private final long length;
    private final @Nullable String lock;
    private final Precondition precondition;

    private Write(long length, @Nullable String lock, Precondition precondition) {
        this.length = length;
        this.lock = lock;
        this.precondition = precondition;
    }

    /** Without conditions; fails when the file is locked. */
    public static Write plain() {
        return PLAIN;
    }

    /** The same, with a body of known length in bytes: another length fails and changes nothing. */
    public Write length(long bytes) {
        return new Write(bytes, lock, precondition);
    }

    /** The same, holding this lock: fails when the file is not locked, or by another. */
    public Write lock(String id) {
        return new Write(length, id, precondition);
    }

    /** The same, if this holds at commit. */
    public Write when(Precondition value) {
        return new Write(length, lock, value);
    }

    public OptionalLong length() {
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    public Optional<String> lock() {
        return Optional.ofNullable(lock);
    }

    public Precondition precondition() {
        return precondition;
    }
}
