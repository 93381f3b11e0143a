/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

/** What a block does to the state of a digest. */
@FunctionalInterface
interface DigestStep {
    void take(int[] state, byte[] bytes, int offset);
}
