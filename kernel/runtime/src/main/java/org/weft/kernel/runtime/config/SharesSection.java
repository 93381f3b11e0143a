/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.Optional;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.storage.RelPath;

/** The table {@code [shares]}. */
public record SharesSection(
        @Doc("The driver that keeps shares; plugins bring them. While it is missing nothing can be shared.")
        @Default("sql")
        String driver,

        @Doc("The driver's own options.") DriverOptions options,

        @Doc("The folder at the top of the tree in which people find what was shared with them.") @Default("shares")
        String folder,

        @Doc("The folder in each home in which the same is found by clients that sync homes. Empty: none.")
        @Default("Shares")
        String homeFolder,

        @Doc("Whether what is shared with somebody is in their tree at once, without being accepted first.")
        @Default("false")
        boolean autoAccept) {

    public SharesSection {
        if (folder.isEmpty() || folder.equals("home") || folder.equals("spaces")) {
            throw new IllegalArgumentException("folder must be a name that nothing else has, such as 'shares'");
        }
        requireName("folder", folder);
        if (!homeFolder.isEmpty()) {
            requireName("home-folder", homeFolder);
        }
    }

    private static void requireName(String key, String name) {
        try {
            RelPath.root().resolve(name);
        } catch (InvalidArgument wrong) {
            throw new IllegalArgumentException(key + " must be one name without a slash: " + wrong.text(), wrong);
        }
    }

    /** The name of the folder in homes, where there is one. */
    public Optional<String> atHome() {
        return homeFolder.isEmpty() ? Optional.empty() : Optional.of(homeFolder);
    }
}
