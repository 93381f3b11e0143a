/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The options of the application in memory. */
@Doc("A page of this server that shows and changes text files, for tests.")
public record AppConfig(
        @Doc("What people call it.") @Default("Notes") String title) {}
