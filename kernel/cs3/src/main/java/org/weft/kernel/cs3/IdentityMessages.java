/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.identity.user.v1beta1.UserType;
import com.cs3.types.v1beta1.Opaque;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Map;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/** Users and groups, in CS3's words and in ours. */
public final class IdentityMessages {

    private static final org.weft.spi.UserType[] TYPES = org.weft.spi.UserType.values();

    private IdentityMessages() {}

    public static com.cs3.identity.user.v1beta1.UserId message(UserId id) {
        return com.cs3.identity.user.v1beta1.UserId.newBuilder()
                .setIdp(id.idp())
                .setOpaqueId(id.opaque())
                .setType(type(id.type()))
                .build();
    }

    private static UserType type(org.weft.spi.UserType type) {
        return switch (type) {
            case INVALID -> UserType.USER_TYPE_INVALID;
            case PRIMARY -> UserType.USER_TYPE_PRIMARY;
            case SECONDARY -> UserType.USER_TYPE_SECONDARY;
            case SERVICE -> UserType.USER_TYPE_SERVICE;
            case APPLICATION -> UserType.USER_TYPE_APPLICATION;
            case GUEST -> UserType.USER_TYPE_GUEST;
            case FEDERATED -> UserType.USER_TYPE_FEDERATED;
            case LIGHTWEIGHT -> UserType.USER_TYPE_LIGHTWEIGHT;
            case SPACE_OWNER -> UserType.USER_TYPE_SPACE_OWNER;
        };
    }

    static UserId of(com.cs3.identity.user.v1beta1.UserId id) {
        int type = id.getTypeValue();
        return new UserId(id.getIdp(), id.getOpaqueId(), type < 0 || type >= TYPES.length ? TYPES[0] : TYPES[type]);
    }

    /** Whether an id names a user; clients know their own without its provider. */
    static boolean names(com.cs3.identity.user.v1beta1.UserId id, UserId user) {
        return id.getOpaqueId().equals(user.opaque())
                && (id.getIdp().isEmpty() || id.getIdp().equals(user.idp()));
    }

    static com.cs3.identity.user.v1beta1.User message(User user, boolean withGroups) {
        com.cs3.identity.user.v1beta1.User.Builder message = com.cs3.identity.user.v1beta1.User.newBuilder()
                .setId(message(user.id()))
                .setUsername(user.username())
                .setMail(user.mail())
                .setMailVerified(user.mailVerified())
                .setDisplayName(user.displayName())
                .setUidNumber(user.uidNumber().orElse(0))
                .setGidNumber(user.gidNumber().orElse(0));
        if (withGroups) {
            message.addAllGroups(user.groups());
        }
        if (!user.opaque().isEmpty()) {
            message.setOpaque(opaque(user.opaque()));
        }
        return message.build();
    }

    private static Opaque opaque(Map<String, User.OpaqueValue> values) {
        Opaque.Builder opaque = Opaque.newBuilder();
        values.forEach((key, value) -> {
            try {
                opaque.putMap(
                        key,
                        OpaqueEntry.newBuilder()
                                .setDecoder(value.decoder())
                                .setValue(
                                        ByteString.copyFrom(Base64.getDecoder().decode(value.base64())))
                                .build());
            } catch (IllegalArgumentException notBase64) {
                opaque.removeMap(key);
            }
        });
        return opaque.build();
    }

    static com.cs3.identity.group.v1beta1.GroupId message(GroupId id) {
        return com.cs3.identity.group.v1beta1.GroupId.newBuilder()
                .setIdp(id.idp())
                .setOpaqueId(id.opaque())
                .setType(com.cs3.identity.group.v1beta1.GroupType.GROUP_TYPE_REGULAR)
                .build();
    }

    static GroupId of(com.cs3.identity.group.v1beta1.GroupId id) {
        return new GroupId(id.getIdp(), id.getOpaqueId());
    }

    static com.cs3.identity.group.v1beta1.Group.Builder message(Group group) {
        return com.cs3.identity.group.v1beta1.Group.newBuilder()
                .setId(message(group.id()))
                .setGroupName(group.name())
                .setGidNumber(group.gidNumber().orElse(0))
                .setMail(group.mail())
                .setDisplayName(group.displayName());
    }
}
