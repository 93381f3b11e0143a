/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * How a driver is.
 *
 * @param isUp whether it can serve
 * @param detail what an operator should know; empty when all is well
 */
public record Health(boolean isUp, String detail) {

    public static Health up() {
        return new Health(true, "");
    }

    public static Health down(String detail) {
        return new Health(false, detail);
    }
}
