/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Grant.ToGroup;
import org.weft.spi.storage.Grant.ToUser;

/** Users and groups as one column: {@code u/IDP/ID} or {@code g/IDP/ID}, so that both are found by one look-up. */
final class Parties {

    /** The length of what says whether it is a user or a group. */
    private static final int KIND = 2;

    private Parties() {}

    static String key(UserId user) {
        return "u/" + escaped(user.idp()) + "/" + escaped(user.opaque());
    }

    static String key(GroupId group) {
        return "g/" + escaped(group.idp()) + "/" + escaped(group.opaque());
    }

    static String key(Grantee grantee) {
        return switch (grantee) {
            case ToUser to -> key(to.user());
            case ToGroup to -> key(to.group());
        };
    }

    /** The type of a user, which is no part of who it is. */
    static String type(Grantee grantee) {
        return grantee instanceof ToUser to ? to.user().type().name() : "";
    }

    static UserId user(String key, String type) {
        int end = key.indexOf('/', KIND);
        return new UserId(plain(key.substring(KIND, end)), plain(key.substring(end + 1)), UserType.valueOf(type));
    }

    static GroupId group(String key) {
        int end = key.indexOf('/', KIND);
        return new GroupId(plain(key.substring(KIND, end)), plain(key.substring(end + 1)));
    }

    static Grantee grantee(String key, String type) {
        return key.startsWith("g/") ? new ToGroup(group(key)) : new ToUser(user(key, type));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String plain(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
