/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

/**
 * How a configuration entry is.
 *
 * @param kind what it configures, such as {@code storage}
 * @param name the entry's name
 * @param driver the driver it names
 * @param state whether it serves
 * @param plugin the plugin that serves it, with its version; empty when none does
 * @param leases calls under way
 * @param reason why it does not serve, or what the driver says of its health; empty when all is well
 */
public record EntryStatus(
        String kind, String name, String driver, State state, String plugin, int leases, String reason) {

    /** Whether an entry serves. */
    public enum State {
        /** Its driver is not there yet, or its backend can't be reached; tried again by itself. */
        WAITING,
        SERVING,
        /** Needs the operator: another configuration or another plugin. */
        FAILED
    }
}
