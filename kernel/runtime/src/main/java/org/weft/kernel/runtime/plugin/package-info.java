/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Hosts plugins on PF4J: finds jars, isolates their classes, makes drivers, lends them out, replaces and drains them. The
 * only package that sees PF4J.
 */
@NullMarked
package org.weft.kernel.runtime.plugin;

import org.jspecify.annotations.NullMarked;
