/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/** The kinds of accounts that CS3 knows ({@code cs3.identity.user.v1beta1.UserType}), in the order of its numbers. */
public enum UserType {
    INVALID,
    PRIMARY,
    SECONDARY,
    SERVICE,
    APPLICATION,
    GUEST,
    FEDERATED,
    LIGHTWEIGHT,
    SPACE_OWNER
}
