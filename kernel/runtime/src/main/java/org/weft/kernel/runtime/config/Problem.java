/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.Comparator;

/** A mistake in a configuration, where it is, and what would be right. Holds no secret. */
public record Problem(Position position, String message) {

    /** As they stand in the file. */
    public static final Comparator<Problem> ORDER = Comparator.<Problem>comparingInt(
                    problem -> problem.position().line())
            .thenComparingInt(problem -> problem.position().column());

    @Override
    public String toString() {
        return position + ": " + message;
    }
}
