/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * The name of a dead property.
 *
 * @param namespace the XML namespace, compared character by character; may be empty
 * @param local the local name, compared with its case; not empty
 */
public record PropertyName(String namespace, String local) {

    @Override
    public String toString() {
        return '{' + namespace + '}' + local;
    }
}
