/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a storage driver promises. Eight methods are the core of {@link org.weft.spi.storage.StorageDriver}; everything
 * else is an ability object that a driver returns when it has it.
 *
 * <p><b>Names.</b> A driver sees only its own instance: a tree whose root is the empty {@link
 * org.weft.spi.storage.RelPath}; mounts, shares and homes are the kernel's. Names are kept byte for byte: no folding of
 * case or Unicode form. On a flat store a path is a key and a folder is what the driver makes of it.
 *
 * <p><b>Identity.</b> A {@link org.weft.spi.storage.NodeId} stays with its node through rename, move within the
 * instance, overwrite, trash, restore and restart, where the driver has the trait {@code stableIds}; it is never given
 * to another node.
 *
 * <p><b>Failure.</b> A call either does the whole thing or changes nothing that a later call can see. Failures are {@link
 * org.weft.spi.WeftException}s, or {@link java.io.IOException} when the backend failed.
 *
 * <p><b>Concurrency.</b> All methods, those of abilities too, may be called from any number of threads at a time, and may block:
 * each call has a virtual thread of its own. Preconditions are judged at the moment of the change, under whatever keeps other
 * writers of the same node out. A call ends early when its thread is interrupted, where it would last long.
 *
 * <p><b>Abilities.</b> A started driver answers the same for as long as it lives: an ability is there or not. Asking for it costs nothing and
 * reaches for no backend. Every ability keeps the rules above, and its promises are held by a group of cases of the testkit; what has
 * no such group is marked {@link org.weft.spi.Unstable}.
 *
 * <p><b>Who builds what.</b> Drivers build {@link org.weft.spi.storage.Node}, {@link org.weft.spi.storage.Content},
 * {@link org.weft.spi.storage.Traits}; the kernel builds the specs. Neither constructs the other's.
 */
@NullMarked
package org.weft.spi.storage;

import org.jspecify.annotations.NullMarked;
