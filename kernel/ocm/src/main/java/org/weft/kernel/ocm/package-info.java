/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Open Cloud Mesh: what other sites ask of this one, and what this one asks of them. Who speaks is established here, by
 * discovery, keys and signatures; what that allows is decided in {@code sharing}.
 */
@NullMarked
package org.weft.kernel.ocm;

import org.jspecify.annotations.NullMarked;
