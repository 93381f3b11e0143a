/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.app.ViewMode;

/**
 * How somebody wants a file opened.
 *
 * @param app the app's name; empty for the default of the file's type
 * @param mode the most that is wanted; {@code INVALID} stands for what the user may do
 * @param language a BCP 47 tag
 * @param theme in the app's words
 * @param until when it ends at the latest, for somebody whose own access ends; a session's usual time is the limit anyway
 */
public record AppLaunch(
        String app, ViewMode mode, Optional<String> language, Optional<String> theme, Optional<Instant> until) {

    /** Of somebody whose access has no end of its own. */
    public AppLaunch(String app, ViewMode mode, Optional<String> language, Optional<String> theme) {
        this(app, mode, language, theme, Optional.empty());
    }

    /** The same, with an end. */
    public AppLaunch until(Optional<Instant> end) {
        return new AppLaunch(app, mode, language, theme, end);
    }

    /** With the default app, to do what the user may. */
    public static AppLaunch plain() {
        return new AppLaunch("", ViewMode.INVALID, Optional.empty(), Optional.empty());
    }
}
