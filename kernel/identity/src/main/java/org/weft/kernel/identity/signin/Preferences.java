/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.identity.db.PreferenceTable;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.NotFound;

/**
 * What people's clients keep for them, such as a language or how a list is sorted: texts by namespace and key, which the
 * server does not read. Everybody has their own, and sees no others. Thread-safe.
 */
public final class Preferences {

    /** How many characters a namespace or a key has at most. */
    static final int LONGEST_NAME = 255;

    /** How many characters a value has at most. */
    static final int LONGEST_VALUE = 32 << 10;

    /** How many keys a user has at most, in all namespaces together. */
    static final int MOST_KEYS = 500;

    private final PreferenceTable table;

    public Preferences(PreferenceTable table) {
        this.table = table;
    }

    /**
     * The caller's value.
     *
     * @throws NotFound when the caller has none under this key
     */
    public String get(Caller caller, String namespace, String key) {
        require(caller, namespace, key);
        return table.get(caller.user(), namespace, key)
                .orElseThrow(() -> new NotFound("nothing is kept for you under this key of this namespace"));
    }

    /**
     * Keeps a value for the caller in the place of the one before. An empty one is a value too.
     *
     * @param value at most 32768 characters
     * @throws NoSpace when it would be the 501st key of the caller
     */
    public void set(Caller caller, String namespace, String key, String value) {
        require(caller, namespace, key);
        ScopeRights.requireChanges(caller);
        if (value.length() > LONGEST_VALUE) {
            throw new InvalidArgument("a preference has at most " + LONGEST_VALUE + " characters");
        }
        if (value.indexOf(0) >= 0) {
            throw new InvalidArgument("a preference is a text, without NUL characters");
        }
        if (!table.set(caller.user(), namespace, key, value, MOST_KEYS)) {
            throw new NoSpace("at most " + MOST_KEYS + " keys are kept for you; change one of them instead");
        }
    }

    private static void require(Caller caller, String namespace, String key) {
        if (!ScopeRights.isUser(caller)) {
            throw new Forbidden("preferences are kept for users");
        }
        requireName("namespace", namespace);
        requireName("key", key);
    }

    private static void requireName(String what, String name) {
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(letter -> Character.isISOControl((char) letter))) {
            throw new InvalidArgument("the " + what + " of a preference has 1 to " + LONGEST_NAME
                    + " characters, and no control characters");
        }
    }
}
