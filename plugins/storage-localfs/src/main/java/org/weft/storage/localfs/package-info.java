/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The storage driver {@code localfs}: a normal tree of a local Linux file system.
 *
 * <p>How it fits together: {@link org.weft.storage.localfs.LocalFsDriver} is the driver and hands each method to the
 * class that does it. {@link org.weft.storage.localfs.Tree} opens folders beneath the root and identifies nodes by the
 * extended attribute {@link org.weft.storage.localfs.NodeAttribute}; {@code Puts} and {@code TreeChanges} change them;
 * {@code Propagation} carries a change to the folders above; {@code NodeIndex} finds a node by id; {@code SpaceTable} keeps
 * spaces; {@code VersionStore}, {@code TrashStore} and {@code Discards} hold what was replaced or deleted; {@code Taking} lets
 * a node take another one's name; {@code Mending} and {@code Inspection} look after it all.
 * {@code Posix} holds the system calls that the JDK has no API for. Nothing here may be used from outside but the factory
 * and the options.
 */
@NullMarked
package org.weft.storage.localfs;

import org.jspecify.annotations.NullMarked;
