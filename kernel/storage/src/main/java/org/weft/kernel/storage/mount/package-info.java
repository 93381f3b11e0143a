/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Which storage answers for which path and which id, what it can do, and how its driver is called. Knows drivers by their
 * handles.
 */
@NullMarked
package org.weft.kernel.storage.mount;

import org.jspecify.annotations.NullMarked;
