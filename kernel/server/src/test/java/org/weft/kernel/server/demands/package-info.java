/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a server must stand: floods, slow clients, broken requests. */
@NullMarked
package org.weft.kernel.server.demands;

import org.jspecify.annotations.NullMarked;
