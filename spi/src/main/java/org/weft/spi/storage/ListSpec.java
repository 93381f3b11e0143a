/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.util.Optional;

/**
 * Which children a listing pushes.
 *
 * @param after go on behind the child of this name, in the order of the previous call; only with the trait
 *     {@code resumableList}, and {@code Unsupported} without it
 * @param limit push at most so many
 */
public record ListSpec(Optional<String> after, long limit) {

    public static ListSpec all() {
        return new ListSpec(Optional.empty(), Long.MAX_VALUE);
    }
}
