/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

/** What an application can do with a type of file. */
public enum AppAction {
    VIEW,
    EDIT,
    /** Make a new file of the type. */
    CREATE,
    /** Show it inside another page. */
    EMBED
}
