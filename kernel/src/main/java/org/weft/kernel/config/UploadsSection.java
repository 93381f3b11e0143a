/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import java.time.Duration;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;

/** The table {@code [uploads]}. */
public record UploadsSection(
        @Doc("How long an upload in chunks is kept that does not go on.")
        @Default("1d")
        @Range(min = 60, max = 2_592_000)
        Duration idle,

        @Doc("How many uploads in chunks one user may have under way.") @Default("100") @Range(min = 1, max = 100_000)
        int perUser,

        @Doc("How much of one user's chunks may wait in the spool to be put together.") @Default("1TiB")
        Size waiting) {}
