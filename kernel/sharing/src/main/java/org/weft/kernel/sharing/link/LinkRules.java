/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Duration;
import java.util.Optional;

/**
 * What a site lets people do with public links.
 *
 * @param enabled whether there are links at all; without, those that were made rest
 * @param passwordRequired whether a link needs a password
 * @param maxLifetime how long a link lasts at most, counted from when its end is set
 */
public record LinkRules(boolean enabled, boolean passwordRequired, Optional<Duration> maxLifetime) {

    /** Links without conditions. */
    public static LinkRules usual() {
        return new LinkRules(true, false, Optional.empty());
    }
}
