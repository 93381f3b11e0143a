/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import org.weft.kernel.storage.resource.Resource;

/**
 * What a change left behind.
 *
 * @param resource the resource as it is now
 * @param created whether it is new, rather than in the place of another
 */
public record WriteResult(Resource resource, boolean created) {}
