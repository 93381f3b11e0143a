/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weft.spi.storage.Node;

/**
 * Media types that the site gives to files by their extensions; they count before what is known of others, and before what a
 * storage says. Immutable.
 */
public final class SiteMediaTypes {

    private static final SiteMediaTypes NONE = new SiteMediaTypes(Map.of());

    private final Map<String, String> byExtension;

    /** @param byExtension media types by extensions without their dot, in any case */
    public SiteMediaTypes(Map<String, String> byExtension) {
        Map<String, String> types = new HashMap<>();
        byExtension.forEach((extension, type) -> types.put(extension.toLowerCase(Locale.ROOT), type));
        this.byExtension = Map.copyOf(types);
    }

    /** A site that gives none. */
    public static SiteMediaTypes none() {
        return NONE;
    }

    /** The type of files with a name like this, where the site says. */
    public Optional<String> ofName(String name) {
        int dot = name.lastIndexOf('.');
        return byExtension.isEmpty() || dot < 0
                ? Optional.empty()
                : Optional.ofNullable(byExtension.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }

    /** A node with the type that the site gives it. */
    public Node typed(Node node) {
        if (byExtension.isEmpty() || node.isFolder()) {
            return node;
        }
        return ofName(node.name())
                .map(type -> node.toBuilder().mediaType(type).build())
                .orElse(node);
    }
}
