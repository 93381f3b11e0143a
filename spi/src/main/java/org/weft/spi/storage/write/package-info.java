/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The way a change is made, written once. A driver need not use any of it: what it promises stands with {@link
 * org.weft.spi.storage.StorageDriver} and {@link org.weft.spi.storage.Guard}. There are three heights to begin at:
 *
 * <ul>
 *   <li>{@link org.weft.spi.storage.write.Writes}: the four writing methods whole, over a {@link
 *       org.weft.spi.storage.write.WritableTree} that says how the storage looks, where bodies grow, and four steps; {@link org.weft.spi.storage.write.FileWrites} is put alone;
 *   <li>{@link org.weft.spi.storage.write.Commit}: the loop of look, judge and step, for a change that is like none of the
 *       four, or needs another order;
 *   <li>{@link org.weft.spi.storage.Guard#attempt} once, for a backend that looks and changes in one request.
 * </ul>
 */
@NullMarked
package org.weft.spi.storage.write;

import org.jspecify.annotations.NullMarked;
