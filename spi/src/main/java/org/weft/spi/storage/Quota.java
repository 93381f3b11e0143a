/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.OptionalLong;

/**
 * How much room there is, in bytes.
 *
 * @param total how much may be stored in all; empty when nothing limits it
 * @param used how much is stored, versions and trash included; empty when unknown
 * @param remaining how much more fits, which a nearly full disk makes less than total minus used; empty when unknown
 */
public record Quota(OptionalLong total, OptionalLong used, OptionalLong remaining) {

    public static Quota unknown() {
        return new Quota(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }
}
