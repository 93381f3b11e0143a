/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;
import org.weft.spi.identity.User.OpaqueValue;

/** Reads users.json as Reva writes it. */
final class UsersReader {

    private UsersReader() {}

    static Users read(String file, Reader in) throws IOException {
        List<Account> accounts = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        Map<UserId, Integer> ids = new HashMap<>();
        JsonRows.read(file, in, row -> {
            Account account = account(row);
            User user = account.user();
            Integer sameName = names.putIfAbsent(user.username(), row.line());
            if (sameName != null) {
                throw row.broken(
                        "the username \"" + user.username() + "\" is taken by the account on line " + sameName);
            }
            Integer sameId = ids.putIfAbsent(user.id(), row.line());
            if (sameId != null) {
                throw row.broken("the id " + user.id() + " is taken by the account on line " + sameId);
            }
            accounts.add(account);
        });
        return new Users(accounts);
    }

    private static Account account(Fields row) throws BrokenFile {
        User user = new User(
                id(row.object("id")),
                row.required("username"),
                row.text("mail"),
                row.truth("mail_verified"),
                row.text("display_name"),
                row.texts("groups"),
                row.number("uid_number"),
                row.number("gid_number"),
                opaque(row.object("opaque").object("map")));
        return new Account(user, StoredSecret.parse(row.text("secret")), row.line());
    }

    /** A user's id, which names it by {@code opaque_id}, {@code idp} and {@code type}. */
    static UserId id(Fields id) throws BrokenFile {
        OptionalLong number = id.number("type");
        UserType[] types = UserType.values();
        if (number.isPresent() && (number.getAsLong() < 0 || number.getAsLong() >= types.length)) {
            throw id.broken("\"type\" must be a number from 1 (primary) to " + (types.length - 1));
        }
        UserType type = types[(int) number.orElse(0)];
        // Files that leave the type out mean ordinary people.
        return new UserId(id.text("idp"), id.required("opaque_id"), type == UserType.INVALID ? UserType.PRIMARY : type);
    }

    private static Map<String, OpaqueValue> opaque(Fields map) throws BrokenFile {
        Map<String, OpaqueValue> values = new HashMap<>();
        for (String key : map.keys()) {
            Fields value = map.object(key);
            values.put(key, new OpaqueValue(value.text("decoder"), value.text("value")));
        }
        return values;
    }
}
