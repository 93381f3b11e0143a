/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.time.Instant;
import java.util.Optional;

/**
 * What the backend tells of one name.
 *
 * @param name the last name of its path; empty for the root
 * @param kind what it is
 * @param size bytes; of no meaning unless it is a file
 * @param mtime the time of the last modification, as exact as the backend tells it; of no meaning unless it is a file
 * @param identity what the backend calls it wherever it lies, where it has such ids: then a rename by another program is known as
 *     one. At most 255 characters, never given to another thing
 */
public record Entry(String name, Kind kind, long size, Instant mtime, Optional<String> identity) {

    /** What lies at a name. */
    public enum Kind {
        FILE,
        FOLDER,
        /** A symbolic link, a device, a name that nobody can write: it is not shown, and its name is taken. */
        HIDDEN
    }

    /** Of a backend without ids. */
    public Entry(String name, Kind kind, long size, Instant mtime) {
        this(name, kind, size, mtime, Optional.empty());
    }

    /** Whether it is shown. */
    public boolean isShown() {
        return kind != Kind.HIDDEN;
    }
}
