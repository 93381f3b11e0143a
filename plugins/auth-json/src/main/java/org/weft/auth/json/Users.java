/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A snapshot of users.json. Immutable. */
final class Users {

    private final List<Account> accounts;
    private final List<Account> candidates;
    private final Map<String, Account> byUsername;

    /** Of accounts whose login names differ. */
    Users(List<Account> accounts) {
        this.accounts = List.copyOf(accounts);
        Map<String, Account> names = new LinkedHashMap<>();
        accounts.forEach(account -> names.put(account.user().username(), account));
        this.byUsername = names;
        this.candidates = accounts.stream()
                .filter(account -> !(account.secret() instanceof StoredSecret.Unusable))
                .toList();
    }

    /** In the order of the file. */
    List<Account> accounts() {
        return accounts;
    }

    /** Those that somebody can sign in to. */
    List<Account> candidates() {
        return candidates;
    }

    Optional<Account> byUsername(String username) {
        return Optional.ofNullable(byUsername.get(username));
    }
}
