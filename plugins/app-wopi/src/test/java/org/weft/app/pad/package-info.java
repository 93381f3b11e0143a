/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of the bridge to Etherpad. */
@NullMarked
package org.weft.app.pad;

import org.jspecify.annotations.NullMarked;
