/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.weft.spi.identity.User;

/** Accounts as the lines of a table. For one thread. */
final class AccountRows {

    private final List<List<String>> rows =
            new ArrayList<>(List.of(List.of("name", "display name", "mail", "groups", "id")));

    void add(User user) {
        rows.add(List.of(
                user.username(),
                user.displayName(),
                user.mail(),
                String.join(" ", user.groups()),
                user.id().toString()));
    }

    void print(PrintWriter out) {
        new TextTable(rows).print(out);
    }
}
