/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.admin;

import java.util.List;

/** Applies the configuration, as its file is now, to the running server. */
@FunctionalInterface
public interface Reconfigure {

    /**
     * Applies it, entry by entry.
     *
     * @param dry whether it is only said what would become of it
     * @return a line for each thing that differs
     */
    List<Line> apply(boolean dry);

    /**
     * What became of a thing that differs.
     *
     * @param what an entry such as {@code storage:home}, a key, or the file
     * @param outcome {@code changed}, {@code would-change}, {@code waiting}, {@code refused} or {@code needs-restart}
     * @param reason why; may be empty
     */
    record Line(String what, String outcome, String reason) {}
}
