/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

/**
 * The open root of the storage.
 *
 * @param fd open until the driver is closed
 * @param inode its number
 * @param device the file system's number
 * @param id its id, which is also that of the space of all that lies in no other
 */
record RootFolder(int fd, long inode, long device, Id id) {}
