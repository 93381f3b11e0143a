/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;

/** The table {@code [archiver]}. */
public record ArchiverSection(
        @Doc("How many files and folders one archive may hold.") @Default("100000") @Range(min = 1, max = 10_000_000)
        long maxFiles,

        @Doc("How much content one archive may hold.") @Default("1TiB")
        Size maxSize) {}
