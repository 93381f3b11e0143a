/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * What the site says of a type of files.
 *
 * @param mediaType lower case
 * @param extension without the dot, lower case; may be empty
 * @param name may be empty
 * @param description may be empty
 * @param defaultApp the app that opens it
 * @param allowCreation whether people are offered to make new files of it
 */
public record AppTypeRule(
        String mediaType,
        String extension,
        String name,
        String description,
        Optional<URI> icon,
        Optional<String> defaultApp,
        boolean allowCreation) {

    public AppTypeRule {
        mediaType = mediaType.toLowerCase(Locale.ROOT);
        extension = extension.toLowerCase(Locale.ROOT);
    }

    /** Of a type of which the site says nothing. */
    static AppTypeRule plain(String mediaType, String extension) {
        return new AppTypeRule(mediaType, extension, "", "", Optional.empty(), Optional.empty(), false);
    }
}
