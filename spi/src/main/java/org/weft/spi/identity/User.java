/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.identity;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.weft.spi.UserId;

/**
 * A person or account.
 *
 * @param id what never changes
 * @param username the login name
 * @param mail may be empty
 * @param mailVerified whether the provider vouches for the mail
 * @param displayName may be empty
 * @param groups the names of the groups, as CS3's {@code User.groups} carries them
 * @param uidNumber the POSIX user id
 * @param gidNumber the POSIX group id
 * @param opaque further fields of the source, passed through to CS3 clients unchanged
 */
public record User(
        UserId id,
        String username,
        String mail,
        boolean mailVerified,
        String displayName,
        List<String> groups,
        OptionalLong uidNumber,
        OptionalLong gidNumber,
        Map<String, OpaqueValue> opaque) {

    public User {
        groups = List.copyOf(groups);
        opaque = Map.copyOf(opaque);
    }

    /** A user of whom only the id and the names are known. */
    public static User of(UserId id, String username, String displayName) {
        return new User(
                id, username, "", false, displayName, List.of(), OptionalLong.empty(), OptionalLong.empty(), Map.of());
    }

    /**
     * One entry of CS3's Opaque map.
     *
     * @param decoder how the value is encoded, such as {@code "plain"}
     * @param base64 the value in base64
     */
    public record OpaqueValue(String decoder, String base64) {}
}
