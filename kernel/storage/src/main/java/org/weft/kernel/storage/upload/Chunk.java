/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

/**
 * A chunk that has come whole.
 *
 * @param number by which chunks are ordered: an index, or the offset of its first byte
 * @param name as the client wrote the number
 * @param length in bytes
 */
public record Chunk(long number, String name, long length) {}
