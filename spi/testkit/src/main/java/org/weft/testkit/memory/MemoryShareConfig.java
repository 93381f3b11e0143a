/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The options of the share store in memory. */
@Doc("Shares in memory, which are lost with the process.")
public record MemoryShareConfig(
        @Doc("Which of the factory's stores; the same name is the same store.") @Default("main")
        String store) {}
