/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The S3 storage driver: the blob store of a tree whose names live in SQL. Everything that speaks to S3 lives here, and
 * nothing that knows names, versions or rights: that is the tree engine's.
 */
@NullMarked
package org.weft.storage.s3;

import org.jspecify.annotations.NullMarked;
