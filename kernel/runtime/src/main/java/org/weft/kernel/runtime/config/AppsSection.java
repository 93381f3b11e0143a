/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.time.Duration;
import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** The table {@code [apps]}. */
public record AppsSection(
        @Doc("How long somebody can work on a file that was opened in an app, before it must be opened again. A"
                + " right that is taken away, or an account that is removed, ends it at once.")
        @Default("10h")
        @Range(min = 60, max = 604_800)
        Duration lifetime,

        @Doc("Who may choose, over the CS3 APIs, the app that opens a type for everybody: a login name,"
                + " `id@provider`, or `group:` and a group's name or id.")
        List<String> admins,

        @Doc("Types of files, beside those that the apps name themselves; they come first, in this order.")
        List<AppTypeSection> type) {

    public AppsSection {
        admins = List.copyOf(admins);
        type = List.copyOf(type);
    }
}
