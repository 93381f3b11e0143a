/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the options of all drivers of this plugin have in common. */
@NullMarked
package org.weft.app.site;

import org.jspecify.annotations.NullMarked;
