/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;

/**
 * How long things may take, and how much of them there may be.
 *
 * @param drain how long calls of a replaced driver may take to end; those that go on are interrupted then
 * @param look how often the folders are looked at
 * @param step how long a single step of a plugin may take: a constructor, a start, a close
 * @param retained how many sets of libraries that can't be unloaded may lie in memory unused
 */
public record HostLimits(Duration drain, Duration look, Duration step, int retained) {

    /** What serves most sites. */
    public static HostLimits usual() {
        return new HostLimits(Duration.ofMinutes(10), Duration.ofMillis(500), Duration.ofMinutes(1), 3);
    }

    public HostLimits with(Duration drain, int retained) {
        return new HostLimits(drain, look, step, retained);
    }
}
