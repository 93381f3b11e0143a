/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Storages that live in memory and keep the whole contract: one with the eight methods alone, one with every ability that
 * the testkit has cases for. They show that the contract can be kept, stand in where a test needs some storage, and are
 * short enough to be read by who writes a driver. No case of the contract is here.
 */
@NullMarked
package org.weft.testkit.memory;

import org.jspecify.annotations.NullMarked;
