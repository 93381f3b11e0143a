/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

/**
 * A place in a configuration file.
 *
 * @param file the file as the operator named it
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1
 */
public record Position(String file, int line, int column) {

    /** A file as a whole. */
    static Position of(String file) {
        return new Position(file, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
