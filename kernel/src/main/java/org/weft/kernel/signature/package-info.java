/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signatures on HTTP messages (RFC 9421) with digests of their bodies (RFC 9530), as Open Cloud Mesh uses them, and the key
 * sets that they are checked with. Knows no protocol, no network and no clock of its own: what is judged comes in.
 */
@NullMarked
package org.weft.kernel.signature;

import org.jspecify.annotations.NullMarked;
