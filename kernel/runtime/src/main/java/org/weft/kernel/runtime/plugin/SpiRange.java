/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

/** The versions of the SPI that a plugin asks for in its {@code Plugin-Requires}. */
public final class SpiRange {

    private SpiRange() {}

    /**
     * What a plugin asks for that is built for a version: before 1.0 a minor version may break what is promised, and then a major
     * one.
     */
    public static String of(String version) {
        String[] parts = version.split("\\.", -1);
        String next = parts[0].equals("0")
                ? "0." + (Integer.parseInt(parts[1]) + 1) + ".0"
                : (Integer.parseInt(parts[0]) + 1) + ".0.0";
        return ">=" + parts[0] + "." + parts[1] + ".0 & <" + next;
    }
}
