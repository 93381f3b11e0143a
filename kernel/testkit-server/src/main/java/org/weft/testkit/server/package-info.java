/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A real server inside a test, with a driver's own classes as its plugin, and the contract of a plugin that is dropped in,
 * used and taken away. Drivers and their contracts are in the testkit itself.
 */
@NullMarked
package org.weft.testkit.server;

import org.jspecify.annotations.NullMarked;
