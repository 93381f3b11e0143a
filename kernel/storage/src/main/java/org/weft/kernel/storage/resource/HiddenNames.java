/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

/** Names of what is not finished: listings leave them out. */
public final class HiddenNames {

    private static final String PREFIX = ".~weft-copy-";

    private HiddenNames() {}

    public static boolean contains(String name) {
        return name.startsWith(PREFIX);
    }

    public static String of(String id) {
        return PREFIX + id;
    }
}
