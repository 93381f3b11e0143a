/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signatures on HTTP messages (RFC 9421) with digests of their bodies (RFC 9530), as Open Cloud Mesh uses them. Knows no
 * network and no clock.
 */
@NullMarked
package org.weft.kernel.ocm.signature;

import org.jspecify.annotations.NullMarked;
