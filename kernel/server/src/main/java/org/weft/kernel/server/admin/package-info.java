/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The endpoint of operators: plugins, mounts, metrics. */
@NullMarked
package org.weft.kernel.server.admin;

import org.jspecify.annotations.NullMarked;
