/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/** What a write does when the name is taken. */
public enum OnConflict {
    /** Answer {@code AlreadyExists}. */
    FAIL,
    /** Take its place; a file does not replace a folder ({@code Conflict}). */
    REPLACE,
    /** Choose a free name like {@code report (1).pdf} at commit, and tell it in the returned node. */
    RENAME
}
