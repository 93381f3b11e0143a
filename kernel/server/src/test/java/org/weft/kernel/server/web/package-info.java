/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What browsers and sync clients ask, at a served site. */
@NullMarked
package org.weft.kernel.server.web;

import org.jspecify.annotations.NullMarked;
