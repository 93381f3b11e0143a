/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.metadata.PropertyValue;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.PropertyName;

/**
 * The keys of CS3's free metadata: a dead property's namespace and local name with a slash between, as Reva writes
 * them. Favourites, which Reva once kept there too, are labels with us and show under the same key.
 */
final class MetadataKeys {

    static final String FAVORITE_KEY = "http://owncloud.org/ns/favorite";
    static final String FAVORITE = "favorite";

    private static final int KEY_LIMIT = 1024;

    private MetadataKeys() {}

    static PropertyName name(String key) {
        int slash = key.lastIndexOf('/');
        String local = key.substring(slash + 1);
        if (local.isEmpty() || key.length() > KEY_LIMIT) {
            throw new InvalidArgument(
                    "a metadata key is a namespace, a slash and a name, of " + KEY_LIMIT + " characters at most");
        }
        return new PropertyName(slash < 0 ? "" : key.substring(0, slash), local);
    }

    static String key(PropertyName name) {
        return name.namespace().isEmpty() ? name.local() : name.namespace() + "/" + name.local();
    }

    /**
     * What to fetch for a client that asks for these keys and fields. Who names no keys gets everything, as from Reva: most
     * clients can't name any.
     */
    static StatSpec wanted(List<String> keys, Optional<Set<String>> fields) {
        boolean locks = fields.isEmpty()
                || fields.get().contains("lock")
                || fields.get().contains("advisory_locks");
        boolean unwanted = fields.isPresent() && !fields.get().contains("arbitrary_metadata");
        if (unwanted) {
            return new StatSpec(locks, false, false, Set.of());
        }
        if (keys.isEmpty() || keys.contains("*")) {
            return new StatSpec(locks, true, true, Set.of());
        }
        Set<PropertyName> names = new HashSet<>();
        boolean labels = false;
        for (String key : keys) {
            if (key.equals(FAVORITE_KEY)) {
                labels = true;
            } else {
                names.add(name(key));
            }
        }
        return new StatSpec(locks, labels, false, names);
    }

    /** A text as the XML fragment that a dead property holds. */
    static String fragment(String text) {
        StringBuilder xml = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '\r' -> xml.append("&#13;");
                default -> {
                    if ((c < ' ' && c != '\t' && c != '\n') || c >= 0xfffe) {
                        throw new InvalidArgument("a metadata value holds no control characters");
                    }
                    xml.append(c);
                }
            }
        }
        return xml.toString();
    }

    /** The text of a dead property as it is kept; one with elements is told as it is. */
    static String text(String kept) {
        String fragment = PropertyValue.contentOf(kept);
        if (fragment.indexOf('&') < 0 || fragment.indexOf('<') >= 0) {
            return fragment;
        }
        return fragment.replace("&#13;", "\r")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
