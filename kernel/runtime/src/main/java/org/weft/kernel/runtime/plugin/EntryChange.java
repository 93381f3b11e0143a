/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

/**
 * What became of an entry that was given other options while the server runs.
 *
 * @param entry kind and name, such as {@code storage:home}
 * @param reason why not, for the operator; empty when all is well
 */
public record EntryChange(String entry, Outcome outcome, String reason) {

    /** How it ended. */
    public enum Outcome {
        /** The options mean what they meant. */
        UNCHANGED,
        /** Asked only: a driver with the new options would be made. */
        WOULD_CHANGE,
        /** A new driver serves, with the new options; calls under way finish in the old one. */
        CHANGED,
        /** The new options hold, and nothing serves yet. */
        WAITING,
        /** The old driver goes on serving, with the options it had. */
        REFUSED
    }
}
