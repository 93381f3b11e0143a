/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

/** What a receiver made of a share, with the meaning of CS3's {@code ShareState}. */
public enum ShareState {
    /** Not decided; the share is offered but not in the receiver's tree. */
    PENDING,
    /** In the receiver's tree. */
    ACCEPTED,
    /** Refused; kept so that it is not offered again. */
    REJECTED
}
