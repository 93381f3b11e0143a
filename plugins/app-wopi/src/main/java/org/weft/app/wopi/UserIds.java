/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.app.FileAccess;
import org.weft.spi.identity.User;

/** Users as applications know them: always the same letters and digits, which tell nothing. */
final class UserIds {

    private UserIds() {}

    static String of(UserId id) {
        return hashed(id.toString());
    }

    /** Whoever works in a session; visitors without an account are another user in each. */
    static String of(FileAccess access) {
        UserId id = access.user().id();
        return id.type() == UserType.GUEST ? hashed(id + " " + access.session()) : of(id);
    }

    /** What the others who edit the file see; visitors have a number, so that several can be told apart. */
    static String name(FileAccess access) {
        User user = access.user();
        if (user.id().type() == UserType.GUEST) {
            return "Guest " + of(access).substring(0, 4);
        }
        return user.displayName().isEmpty() ? user.username() : user.displayName();
    }

    private static String hashed(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
