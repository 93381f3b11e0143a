/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.storage.Lock;

/**
 * A lock that was granted.
 *
 * @param lock with the time really granted
 * @param resource what it is on
 * @param created whether an empty file was made for it
 */
public record AcquiredLock(Lock lock, Resource resource, boolean created) {}
