/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A folder of an SFTP server as a storage: connections, host keys, and what SFTP calls things. The tree is {@code weft-pathtree}'s. */
@NullMarked
package org.weft.storage.sftp;

import org.jspecify.annotations.NullMarked;
