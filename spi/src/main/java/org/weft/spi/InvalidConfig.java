/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/** Options that do not fit together. The kernel reports it with the file and line of the driver's entry. */
public final class InvalidConfig extends RuntimeException {

    private final String key;

    /**
     * @param key the option to blame, as the configuration spells it
     * @param message what is wrong and what would be right
     */
    public InvalidConfig(String key, String message) {
        super(message);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
