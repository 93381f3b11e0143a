/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.examples.hello;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The options of a {@code hello} mount. The kernel binds, validates and documents them from this record. */
@Doc("A read-only storage of a few text files, to try a server out.")
public record HelloConfig(
        @Doc("What the files say.") @Default("Hello, world") String greeting) {}
