/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

/** Names of what is not finished: listings leave them out. */
final class HiddenNames {

    private static final String PREFIX = ".~weft-copy-";

    private HiddenNames() {}

    static boolean contains(String name) {
        return name.startsWith(PREFIX);
    }

    static String of(String id) {
        return PREFIX + id;
    }
}
