/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

/**
 * How a node came into the trash.
 *
 * @param space whose trash
 * @param item names it there
 * @param deleted microseconds since 1970
 * @param origin the path it had
 */
record TrashRow(String space, String item, long deleted, String origin) {}
