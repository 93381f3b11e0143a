/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The storage driver {@code hdfs}: a folder of a Hadoop file system, whose files stay as they are for Hadoop's own tools.
 *
 * <p>How it fits together: {@link org.weft.storage.hdfs.HdfsDriver} is the driver and hands each method to the class that
 * does it. {@code Cluster} signs in and makes a {@code Hdfs}, one user's client, which turns Hadoop's failures into Weft's.
 * {@code Tree} finds folders and their children, {@code Marks} reads the extended attribute that a file written through
 * Weft bears; {@code Puts}, {@code Changes} and {@code Moves} change the tree; {@code Folders} carries a change to the
 * folders above and keeps it in the {@code Ledger}, the lent database; {@code Finder} finds a node by id. Nothing here may
 * be used from outside but the factory and the options.
 */
@NullMarked
package org.weft.storage.hdfs;

import org.jspecify.annotations.NullMarked;
