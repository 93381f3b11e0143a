/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException.Unavailable;

/**
 * The id of a storage, which is a part of every id of what lies in it. Where a tree that is new to the server bears one
 * already, it is not known before the tree was asked; from then on it never changes. Thread-safe.
 */
public final class StorageId {

    private final String storage;
    private final Runnable ask;
    private volatile @Nullable String value;

    private StorageId(String storage, Runnable ask, @Nullable String value) {
        this.storage = storage;
        this.ask = ask;
        this.value = value;
    }

    /** An id that is known. */
    public static StorageId of(String value) {
        return new StorageId("", () -> {}, value);
    }

    /**
     * An id that the tree has to be asked for.
     *
     * @param storage the name of the configuration entry
     * @param ask asks it, and makes the id known where the tree is there; whoever needs the id first runs it
     */
    public static StorageId unknown(String storage, Runnable ask) {
        return new StorageId(storage, ask, null);
    }

    /**
     * The id.
     *
     * @throws Unavailable when it is not known yet: to make one up would give all that clients know another name
     */
    public String value() {
        return asked().orElseThrow(() ->
                new Unavailable("storage '" + storage + "' has not yet told by which id it is known; try again"));
    }

    /** The id, for which the tree is asked first where it is not known; empty when the tree is away. */
    public Optional<String> asked() {
        if (value == null) {
            ask.run();
        }
        return known();
    }

    /** The id, when it is known. */
    public Optional<String> known() {
        return Optional.ofNullable(value);
    }

    /** Makes it known; it can't change after that. */
    public void know(String id) {
        String known = value;
        if (known != null && !known.equals(id)) {
            throw new IllegalStateException("the storage has the id " + known);
        }
        value = id;
    }
}
