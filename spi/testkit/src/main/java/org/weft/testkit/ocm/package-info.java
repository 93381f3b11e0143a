/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Whether a server keeps to Open Cloud Mesh, asked from outside: for any server, at any address. */
@NullMarked
package org.weft.testkit.ocm;

import org.jspecify.annotations.NullMarked;
