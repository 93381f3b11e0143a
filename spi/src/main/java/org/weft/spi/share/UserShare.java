/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.UserId;

/** A share with one user of this site. At most one for each resource and grantee. */
public final class UserShare extends Share {

    private final UserId grantee;

    private UserShare(Builder builder) {
        super(builder);
        this.grantee = builder.grantee;
    }

    /** Starts a share that gives no rights yet. */
    public static Builder builder(ShareId id, ResourceId resource, UserId owner, UserId grantee) {
        return new Builder(id, resource, owner, grantee);
    }

    public UserId grantee() {
        return grantee;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(id(), resource().orElseThrow(), owner(), grantee).startingFrom(this);
    }

    /** See {@link Share.Builder}. */
    public static final class Builder extends Share.Builder<UserShare, Builder> {
        private final UserId grantee;

        private Builder(ShareId id, ResourceId resource, UserId owner, UserId grantee) {
            super(id, resource, owner);
            this.grantee = grantee;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public UserShare build() {
            return new UserShare(this);
        }
    }
}
