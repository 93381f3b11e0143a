/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The configuration file: reads it, binds its tables to records, tells all mistakes at once with file and line, and prints
 * the reference. Knows no plugin and no protocol.
 */
@NullMarked
package org.weft.kernel.runtime.config;

import org.jspecify.annotations.NullMarked;
