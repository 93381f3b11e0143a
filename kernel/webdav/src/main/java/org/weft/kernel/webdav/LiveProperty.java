/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
import org.weft.spi.storage.PropertyName;

/**
 * A property that the server computes.
 *
 * @param name its name
 * @param standard whether {@code allprop} brings it
 * @param presence whether a resource has it
 * @param writer writes the whole element
 */
record LiveProperty(PropertyName name, boolean standard, Presence presence, Writer writer) {

    /** Whether the resource at hand has the property. */
    @FunctionalInterface
    interface Presence {
        boolean in(PropertyContext view);
    }

    /** Writes the property of the resource at hand. */
    @FunctionalInterface
    interface Writer {
        void write(XmlWriter xml, PropertyContext view) throws IOException;
    }
}
