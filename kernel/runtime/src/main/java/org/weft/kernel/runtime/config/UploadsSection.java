/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.time.Duration;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Size;

/** The table {@code [uploads]}. */
public record UploadsSection(
        @Doc("How large the parts are that clients are told to cut an upload into: what a broken connection costs"
                + " at most.")
        @Default("50MiB")
        Size chunk,

        @Doc("How long an upload in parts is kept that does not go on.")
        @Default("1d")
        @Range(min = 60, max = 2_592_000)
        Duration idle,

        @Doc("How many uploads in parts (chunks or TUS) one user may have under way.")
        @Default("100")
        @Range(min = 1, max = 100_000)
        int perUser,

        @Doc("How many bytes of one user's uploads in parts may wait for their end; never more than quotas and"
                + " disks leave room for.")
        @Default("1TiB")
        Size waiting) {}
