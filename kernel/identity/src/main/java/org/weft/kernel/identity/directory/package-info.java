/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The directories of users and groups, and the accounts that were made, blocked or rest. */
@NullMarked
package org.weft.kernel.identity.directory;

import org.jspecify.annotations.NullMarked;
