/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The port of operators: plugins, mounts, metrics, brakes, locks, configuration, the upkeep of storages. No request of a client comes here. */
@NullMarked
package org.weft.kernel.server.admin;

import org.jspecify.annotations.NullMarked;
