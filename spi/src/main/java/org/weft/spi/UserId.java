/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi;

/**
 * Who a user is: the pair that never changes. The same mail address at two providers is two users.
 *
 * @param idp the identity provider that vouches, a URL or a host name as the provider writes it
 * @param opaque the provider's id for the user, compared byte by byte
 * @param type what kind of account it is; not part of the identity
 */
public record UserId(String idp, String opaque, UserType type) {

    @Override
    public boolean equals(Object other) {
        return other instanceof UserId that && opaque.equals(that.opaque) && idp.equals(that.idp);
    }

    @Override
    public int hashCode() {
        return 31 * idp.hashCode() + opaque.hashCode();
    }

    /** {@code opaque@idp}, as logs and share addresses write it. */
    @Override
    public String toString() {
        return opaque + "@" + idp;
    }
}
