/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of the WOPI host: an office over real HTTP, at a real server. */
@NullMarked
package org.weft.app.wopi;

import org.jspecify.annotations.NullMarked;
