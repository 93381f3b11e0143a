/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

/** What is taken away, the oldest first, when a space has no room for what is written. Versions are snapshots, which no quota counts. */
public enum MakeRoom {
    TRASH,
    NONE
}
