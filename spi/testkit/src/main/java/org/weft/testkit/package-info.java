/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a driver's tests borrow in place of the kernel: a {@link org.weft.testkit.TestContext} with a database, mutexes,
 * executors and counters. Contracts of the kinds of drivers are in packages below. Nothing of the kernel is here.
 */
@NullMarked
package org.weft.testkit;

import org.jspecify.annotations.NullMarked;
