/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

/** Compares secrets by their digests, in constant time, also for who is not there. */
final class MemoryAuth implements AuthProvider {

    private static final String BASIC = "basic";

    private final Map<String, Account> accounts;
    private final byte[] nobody = digest("nobody has this secret");

    private record Account(User user, byte[] digest) {}

    MemoryAuth(List<Person> people) {
        this.accounts = people.stream()
                .map(person -> new Account(person.user(), digest(person.secret())))
                .collect(Collectors.toMap(account -> account.user().username(), Function.identity()));
    }

    private static byte[] digest(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public Set<String> types() {
        return Set.of(BASIC);
    }

    @Override
    public Outcome authenticate(Credentials credentials) {
        if (!credentials.type().equals(BASIC)) {
            return new Outcome.NotMine();
        }
        Account account = accounts.get(credentials.clientId());
        byte[] expected = account == null ? nobody : account.digest();
        boolean same = MessageDigest.isEqual(expected, digest(credentials.secret()));
        if (account == null) {
            return new Outcome.NotMine();
        }
        return same
                ? new Outcome.Accepted(account.user(), Optional.empty())
                : new Outcome.Rejected("the secret is another");
    }

    @Override
    public void close() {}
}
