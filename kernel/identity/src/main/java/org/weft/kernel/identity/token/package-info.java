/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Access and transfer tokens in Reva's form: minted, verified, their keys rotated. Beside the signatures of other sites the
 * only package that sees the JWT library.
 */
@NullMarked
package org.weft.kernel.identity.token;

import org.jspecify.annotations.NullMarked;
