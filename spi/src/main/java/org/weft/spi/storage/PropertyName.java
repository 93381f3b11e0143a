/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * The name of a dead property.
 *
 * @param namespace the XML namespace; may be empty
 * @param local the local name
 */
public record PropertyName(String namespace, String local) {

    @Override
    public String toString() {
        return '{' + namespace + '}' + local;
    }
}
