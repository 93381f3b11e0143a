/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * Which group: the provider that vouches for it and the provider's id.
 *
 * @param idp the identity provider
 * @param opaque the provider's id of the group
 */
public record GroupId(String idp, String opaque) {

    @Override
    public String toString() {
        return opaque + "@" + idp;
    }
}
