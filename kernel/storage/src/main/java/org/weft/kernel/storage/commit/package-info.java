/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The guard of every change: who has a say in it, what follows it, and the lock that keeps changes of a space and changes of
 * rights apart.
 */
@NullMarked
package org.weft.kernel.storage.commit;

import org.jspecify.annotations.NullMarked;
