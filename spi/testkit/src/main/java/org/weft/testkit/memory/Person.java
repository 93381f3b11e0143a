/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.weft.spi.InvalidConfig;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** Somebody of the lists in memory, written as {@code name:secret}. */
record Person(User user, String secret) {

    static final String IDP = "https://memory.example";

    static Person parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new InvalidConfig("people", "write somebody as name:secret");
        }
        String name = text.substring(0, colon);
        String display = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return new Person(
                new User(
                        new UserId(IDP, "id-of-" + name, UserType.PRIMARY),
                        name,
                        name + "@example.org",
                        true,
                        display,
                        List.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Map.of()),
                text.substring(colon + 1));
    }
}
