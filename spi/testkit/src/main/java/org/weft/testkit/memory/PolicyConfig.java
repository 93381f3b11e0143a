/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.time.Duration;
import java.util.List;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The options of the share policy in memory. */
@Doc("Rules for sharing that stand in the configuration, for tests.")
public record PolicyConfig(
        @Doc("The longest that a link may last.") @Default("30d")
        Duration longest,

        @Doc("The only other sites that anything is shared with.")
        List<String> sites) {}
