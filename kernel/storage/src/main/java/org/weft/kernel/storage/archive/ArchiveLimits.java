/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.archive;

/**
 * How much one archive may hold.
 *
 * @param entries files and folders
 * @param bytes content of the files
 */
public record ArchiveLimits(long entries, long bytes) {}
