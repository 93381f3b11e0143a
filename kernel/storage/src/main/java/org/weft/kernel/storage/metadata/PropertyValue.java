/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.metadata;

/**
 * The value of a dead property as it is kept: the content of its element, and before it, where the element had attributes
 * such as {@code xml:lang}, a processing instruction that holds them.
 */
public final class PropertyValue {

    private static final String ATTRIBUTES = "<?weft-attributes ";
    private static final String ATTRIBUTES_END = "?>";

    private PropertyValue() {}

    /** What keeps the attributes; to be put before the content. */
    public static String attributes(String written) {
        return ATTRIBUTES + written.replace("%", "%25").replace("?", "%3F") + ATTRIBUTES_END;
    }

    /** The attributes as they were written, with a leading blank; empty when there were none. */
    public static String attributesOf(String kept) {
        if (!kept.startsWith(ATTRIBUTES)) {
            return "";
        }
        String encoded = kept.substring(ATTRIBUTES.length(), kept.indexOf(ATTRIBUTES_END));
        return ' ' + encoded.replace("%3F", "?").replace("%25", "%");
    }

    /** The content without the attributes. */
    public static String contentOf(String kept) {
        return kept.startsWith(ATTRIBUTES)
                ? kept.substring(kept.indexOf(ATTRIBUTES_END) + ATTRIBUTES_END.length())
                : kept;
    }
}
