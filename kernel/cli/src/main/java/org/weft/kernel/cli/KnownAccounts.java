/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.LastSignInTable.Row;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.UserId;
import org.weft.spi.UserType;

/** The people of whom this site knows, whatever directory they are or were in. For commands. */
final class KnownAccounts {

    private final LastSignInTable seen;

    KnownAccounts(StateDatabase state) {
        this.seen = new LastSignInTable(state);
        seen.seed(Clock.systemUTC().instant());
    }

    /** Those whom a login name means, or {@code id@idp}: the latter also where nobody of that id was seen. */
    List<Row> named(String name) {
        List<Row> named = seen.named(name);
        return named.isEmpty() ? byId(name).stream().toList() : named;
    }

    private Optional<Row> byId(String text) {
        for (int at = text.indexOf('@'); at > 0; at = text.indexOf('@', at + 1)) {
            Optional<Row> known = seen.of(id(text, at));
            if (known.isPresent()) {
                return known;
            }
        }
        int last = text.lastIndexOf('@');
        if (last <= 0 || last == text.length() - 1) {
            return Optional.empty();
        }
        UserId id = id(text, last);
        return Optional.of(new Row(id, id.opaque(), Clock.systemUTC().instant(), ""));
    }

    private static UserId id(String text, int at) {
        return new UserId(text.substring(at + 1), text.substring(0, at), UserType.PRIMARY);
    }

    /** Why a name does not do. */
    static String unclear(String name, List<Row> people) {
        return people.isEmpty()
                ? "nobody who signed in here has the login name " + name + "; write id@idp for somebody who never did"
                : name + " is the login name of several people; write one of: "
                        + people.stream().map(row -> row.user().toString()).collect(Collectors.joining(", "));
    }
}
