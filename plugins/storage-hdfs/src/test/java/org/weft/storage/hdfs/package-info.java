/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of the HDFS driver against a real name node and a real data node. Nothing else lives here. */
@NullMarked
package org.weft.storage.hdfs;

import org.jspecify.annotations.NullMarked;
