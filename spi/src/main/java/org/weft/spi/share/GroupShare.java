/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.GroupId;
import org.weft.spi.UserId;

/**
 * A share with all members of a group of this site. At most one for each resource and grantee; who is a
 * member is asked at each use, and what each member made of it is a {@link Reception}.
 */
public final class GroupShare extends Share {

    private final GroupId grantee;

    private GroupShare(Builder builder) {
        super(builder);
        this.grantee = builder.grantee;
    }

    /** Starts a share that gives no rights yet. */
    public static Builder builder(ShareId id, ResourceId resource, UserId owner, GroupId grantee) {
        return new Builder(id, resource, owner, grantee);
    }

    public GroupId grantee() {
        return grantee;
    }

    @Override
    public Builder toBuilder() {
        return new Builder(id(), resource().orElseThrow(), owner(), grantee).startingFrom(this);
    }

    /** See {@link Share.Builder}. */
    public static final class Builder extends Share.Builder<GroupShare, Builder> {
        private final GroupId grantee;

        private Builder(ShareId id, ResourceId resource, UserId owner, GroupId grantee) {
            super(id, resource, owner);
            this.grantee = grantee;
        }

        @Override
        Builder self() {
            return this;
        }

        @Override
        public GroupShare build() {
            return new GroupShare(this);
        }
    }
}
