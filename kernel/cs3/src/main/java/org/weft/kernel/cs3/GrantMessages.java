/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.storage.provider.v1beta1.Grant;
import com.cs3.storage.provider.v1beta1.Grantee;
import com.cs3.storage.provider.v1beta1.GranteeType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Grant.ToGroup;
import org.weft.spi.storage.Grant.ToUser;

/** Grants in CS3's words. */
final class GrantMessages {

    private GrantMessages() {}

    static org.weft.spi.storage.Grant.Grantee grantee(Grantee grantee) {
        return switch (grantee.getIdCase()) {
            case USER_ID -> new ToUser(IdentityMessages.of(grantee.getUserId()));
            case GROUP_ID -> new ToGroup(IdentityMessages.of(grantee.getGroupId()));
            case ID_NOT_SET -> throw new InvalidArgument("the grantee has neither a user_id nor a group_id");
        };
    }

    static Grant message(org.weft.spi.storage.Grant grant) {
        Grant.Builder message = Grant.newBuilder()
                .setGrantee(message(grant.grantee()))
                .setPermissions(PermissionMessages.message(grant.rights()))
                .setCreator(IdentityMessages.message(grant.creator()));
        grant.expires().ifPresent(end -> message.setExpiration(Timestamps.message(end)));
        return message.build();
    }

    static Grantee message(org.weft.spi.storage.Grant.Grantee grantee) {
        return switch (grantee) {
            case ToUser to ->
                Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_USER)
                        .setUserId(IdentityMessages.message(to.user()))
                        .build();
            case ToGroup to ->
                Grantee.newBuilder()
                        .setType(GranteeType.GRANTEE_TYPE_GROUP)
                        .setGroupId(IdentityMessages.message(to.group()))
                        .build();
        };
    }
}
