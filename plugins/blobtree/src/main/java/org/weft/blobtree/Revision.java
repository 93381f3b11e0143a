/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

/**
 * One revision of one node's record.
 *
 * @param number greater than the one before, and near the time in microseconds, so that of two attempts the later one is
 *     greater also when the earlier one never came to be
 * @param stamp names the attempt; no other attempt ever bears it
 * @param time when, microseconds since 1970
 */
record Revision(long number, String stamp, long time) {

    /** What follows a revision. */
    static Revision after(long number, Stamp stamp) {
        return new Revision(Math.max(number + 1, stamp.time()), stamp.text(), stamp.time());
    }

    /** The first of a new node. */
    static Revision first(Stamp stamp) {
        return new Revision(stamp.time(), stamp.text(), stamp.time());
    }

    /**
     * The name of an attempt to change something.
     *
     * @param process the engine that attempts it
     * @param text process and number
     * @param time when, microseconds since 1970
     */
    record Stamp(String process, String text, long time) {}

    /** The process in a stamp's text. */
    static String processOf(String stamp) {
        int dash = stamp.indexOf('-');
        return dash < 0 ? stamp : stamp.substring(0, dash);
    }
}
