/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Open Cloud Mesh at a whole server. */
@NullMarked
package org.weft.kernel.server.ocm;

import org.jspecify.annotations.NullMarked;
