/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a caller may do in a space. The decision is made of values, without a driver, a table or a clock; around it are what
 * it is made from and its cache.
 */
@NullMarked
package org.weft.kernel.storage.access;

import org.jspecify.annotations.NullMarked;
