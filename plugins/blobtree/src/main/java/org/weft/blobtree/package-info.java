/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A tree of files over any store of blobs. The contents lie under immutable keys in a {@link org.weft.blobtree.Blobs}; names,
 * ids, versions, trash and spaces lie in the database that the kernel lends; and one small object per node lies beside the
 * contents, from which the tree can be built anew. A storage driver brings this library in its jar, implements {@code Blobs},
 * and returns a {@link org.weft.blobtree.BlobTree}.
 *
 * <p>Nothing here may know a certain store, and nothing but the JDK, the SPI and slf4j may be used.
 */
@NullMarked
package org.weft.blobtree;

import org.jspecify.annotations.NullMarked;
