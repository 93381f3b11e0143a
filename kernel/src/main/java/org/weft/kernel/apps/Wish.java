/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.util.Optional;
import org.weft.spi.app.ViewMode;

/**
 * How somebody wants a file opened.
 *
 * @param app the app's name; empty for the default of the file's type
 * @param mode the most that is wanted; {@code INVALID} stands for what the user may do
 * @param language a BCP 47 tag
 * @param theme in the app's words
 */
public record Wish(String app, ViewMode mode, Optional<String> language, Optional<String> theme) {

    /** With the default app, to do what the user may. */
    public static Wish plain() {
        return new Wish("", ViewMode.INVALID, Optional.empty(), Optional.empty());
    }
}
