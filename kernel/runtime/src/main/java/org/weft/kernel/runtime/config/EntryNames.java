/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.regex.Pattern;
import org.weft.spi.InvalidConfig;

/** What the names of entries look like: they become names of files, schemas and metrics. */
final class EntryNames {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private EntryNames() {}

    static void require(String key, String name) {
        if (!FORM.matcher(name).matches()) {
            throw new InvalidConfig(
                    key,
                    "'" + name
                            + "' is not 1 to 40 lower-case letters, digits and dashes, beginning with a letter or digit");
        }
    }
}
