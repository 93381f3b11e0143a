/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** An entry of {@code [[apps.type]]}. */
public record AppTypeSection(
        @Doc("The type, such as `application/vnd.oasis.opendocument.text`.")
        String mediaType,

        @Doc("The extension of its files, without the dot. Files with it are of this type, in every protocol.")
        @Default("")
        String extension,

        @Doc("What people call it.") @Default("") String name,
        @Doc("What it is for.") @Default("") String description,
        @Doc("A picture for it.") Optional<URI> icon,

        @Doc("The app that opens it unless people choose another. Default: the first that can.")
        Optional<String> defaultApp,

        @Doc("Whether people are offered to make new files of it.") @Default("false")
        boolean allowCreation) {

    public AppTypeSection {
        if (!mediaType.toLowerCase(Locale.ROOT).matches("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")) {
            throw new InvalidConfig("media-type", "write a type like text/plain");
        }
        if (!extension.matches("[A-Za-z0-9_-]{0,20}")) {
            throw new InvalidConfig("extension", "write letters and digits, without the dot");
        }
    }
}
