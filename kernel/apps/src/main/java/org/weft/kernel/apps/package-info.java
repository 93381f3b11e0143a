/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Opening files in web applications: which there are, what for, and what each of their sessions may do. How an application
 * is spoken with is its plugin's business.
 */
@NullMarked
package org.weft.kernel.apps;

import org.jspecify.annotations.NullMarked;
