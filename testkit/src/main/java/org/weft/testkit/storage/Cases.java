/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

/** A group of cases. */
abstract class Cases {

    /** The driver that the case at hand runs against, fresh for each case. */
    abstract StorageBench bench();
}
