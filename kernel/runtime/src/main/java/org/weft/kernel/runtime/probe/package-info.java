/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tries what a storage must be able to do, over the SPI alone, and tells operators what came of it. Knows no plugin, no
 * configuration and no protocol.
 */
@NullMarked
package org.weft.kernel.runtime.probe;

import org.jspecify.annotations.NullMarked;
