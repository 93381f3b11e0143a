/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Where shares are kept. The kernel owns every rule (rights never exceed the sharer's, expiry, re-sharing, states); a
 * {@link org.weft.spi.share.ShareStore} keeps rows and answers a closed set of questions about them; a {@link
 * org.weft.spi.share.SharePolicy} may refuse or narrow what the kernel's rules allow.
 *
 * <p><b>Identity.</b> A {@link org.weft.spi.share.ShareId} is made by the kernel, never changes and is never used again. Rows
 * name resources by id, never by path, so a rename or move touches no share.
 *
 * <p><b>Failure.</b> Each call is one transaction: it happens as a whole and is durable when it returns, or nothing of
 * it is seen. {@link java.io.IOException} means that the store could not be reached; the kernel answers it as
 * unavailable, never as "no such share".
 *
 * <p><b>Concurrency.</b> All methods may be called from any number of threads and, where several nodes serve a site,
 * processes. Changes are compare-and-set on {@link org.weft.spi.share.Share#revision}.
 *
 * <p><b>Secrets.</b> A store sees hashes of what the site gives out and ciphertexts of what it got; it logs neither.
 *
 * <p><b>Who builds what.</b> Both the kernel and stores build shares, with builders, so that a later version may add
 * fields: a store keeps the fields that its own version of this package names.
 */
@NullMarked
package org.weft.spi.share;

import org.jspecify.annotations.NullMarked;
