/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Sink;

/**
 * Looks after what a driver keeps beside the contents: indexes, attributes, temporary files. Called for an operator, never
 * for a client, while the instance serves; each call may take hours and ends early when its thread is interrupted. Thread-safe: of two
 * rebuilds at a time one may wait for the other. A sink that wants no more ends a check, and nothing else.
 */
public interface Upkeep {

    /**
     * Compares everything the driver keeps and pushes each thing that is not as it should be. Changes nothing. What is
     * only under way (an upload, a move) is no finding.
     */
    void check(Sink<Finding> sink) throws IOException;

    /**
     * Makes what the driver keeps anew from what the backend holds; ids stay wherever the backend still tells them.
     *
     * @param done told of each thing that was put right
     * @return how many nodes there are
     */
    long rebuild(Sink<Finding> done) throws IOException;

    /**
     * Takes in what other programs changed, and takes away what nothing refers to any more.
     *
     * @param done told of each thing that was taken in or away
     */
    void tidy(Sink<Finding> done) throws IOException;

    /**
     * Something that is not as it should be, or was not until now.
     *
     * @param kind one word with dashes, such as {@code duplicate-id}; the same for the same sort of thing
     * @param where the path from the instance's root, or the key in the backend
     * @param text what is wrong, for the operator
     */
    record Finding(String kind, String where, String text) {}
}
