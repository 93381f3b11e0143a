/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the services of storage speak of: ids, targets, resources, conditions. Values alone; no driver and no table. */
@NullMarked
package org.weft.kernel.storage.resource;

import org.jspecify.annotations.NullMarked;
