/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.util.Collection;

/**
 * The secrets that sign tokens. New tokens are signed with the current one; tokens of every live one are accepted, so
 * that a key can be replaced without signing everybody out. Thread-safe, and fast: both methods are asked for every
 * token that was not seen before.
 */
public interface SigningKeys {

    /** The key that signs new tokens. */
    SigningKey current();

    /** All keys whose tokens are accepted, the current one among them. */
    Collection<SigningKey> live();
}
