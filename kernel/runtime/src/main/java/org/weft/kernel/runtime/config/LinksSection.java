/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.time.Duration;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [links]}. */
public record LinksSection(
        @Doc("Whether people can share by public links. Without, links that were made rest until this is set again.")
        @Default("true")
        boolean enabled,

        @Doc("Whether a new link, or one whose password is changed, needs a password.") @Default("false")
        boolean passwordRequired,

        @Doc("How long a link lasts at most, counted from when its end is set. Default: as long as its owner wants.")
        Optional<Duration> maxLifetime) {}
