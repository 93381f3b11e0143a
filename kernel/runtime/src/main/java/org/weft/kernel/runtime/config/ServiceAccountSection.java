/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.regex.Pattern;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** An entry of {@code [[sign-in.service-account]]}. */
public record ServiceAccountSection(
        @Doc("What the program is called; its login name is `service:` and this.")
        String name,

        @Doc("The hash of its secret; `weft accounts secret` makes both. With another secret, its tokens end.")
        String secretHash,

        @Doc("The most that its tokens are good for, also those for people it acts for.") @Default("viewer")
        Role role,

        @Doc("For whom it may sign in, with the type `machine`: login names, `id@idp`, `group:` and a group's name"
                + " or id, or `everyone`.")
        List<String> actsFor) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** How much a program may do. */
    public enum Role {
        VIEWER,
        EDITOR,
        OWNER
    }

    public ServiceAccountSection {
        EntryNames.require("name", name);
        actsFor = List.copyOf(actsFor);
        if (!HASH.matcher(secretHash).matches()) {
            throw new InvalidConfig("secret-hash", "write the hash that `weft accounts secret` prints");
        }
    }

    /** Tells no hash. */
    @Override
    public String toString() {
        return "ServiceAccountSection[" + name + "]";
    }
}
