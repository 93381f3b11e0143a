/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * How a driver declares its options: a record whose components carry these annotations. From the one declaration the
 * kernel binds the site's configuration, reports every mistake with file and line, and prints the reference.
 *
 * <p>Component types: {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, {@code Path},
 * {@code URI}, {@link java.time.Duration}, {@link org.weft.spi.config.Size}, any enum, {@code List} of these,
 * {@code Optional} of these, {@code Map<String, …>} of these, and records of these. A component without
 * {@link org.weft.spi.config.Default} that is not {@code Optional}, {@code List} or {@code Map} is required. The key is the component's name with a
 * dash before each capital, lower case: {@code partSize} is {@code part-size}.
 */
@NullMarked
package org.weft.spi.config;

import org.jspecify.annotations.NullMarked;
