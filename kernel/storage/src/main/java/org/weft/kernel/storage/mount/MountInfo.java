/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import org.weft.spi.storage.RelPath;

/**
 * A storage at its place in the tree.
 *
 * @param storage its id in every resource id
 * @param name the configuration entry
 * @param path where it is mounted
 * @param abilities what can be done there; nothing while its driver is down
 */
public record MountInfo(String storage, String name, RelPath path, Abilities abilities) {}
