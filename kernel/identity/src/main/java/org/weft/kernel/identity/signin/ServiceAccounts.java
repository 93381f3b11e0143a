/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/**
 * The programs that sign in by themselves, with a secret that was made here: as who they are, or for people who are named to
 * them. Secrets have 160 random bits, so that their plain SHA-256 can be kept. Immutable.
 */
public final class ServiceAccounts {

    /** What a program shows to be itself, as CS3 names it. */
    public static final String SERVICE = "serviceaccounts";

    /** What a program shows to sign in for somebody, as CS3 names it. */
    public static final String MACHINE = "machine";

    static final String PREFIX = "service:";
    static final String CREDENTIAL = "service/";

    private static final String IDP = "service-accounts";
    private static final String SECRET = "weft-service-";
    private static final ServiceAccounts NONE = new ServiceAccounts(List.of());

    private final List<ServiceAccount> all;

    public ServiceAccounts(List<ServiceAccount> all) {
        this.all = List.copyOf(all);
    }

    public static ServiceAccounts none() {
        return NONE;
    }

    /** A secret for a new account; only its {@link #hash} is kept. */
    public static String freshSecret(SecureRandom random) {
        return AppPasswords.secret(SECRET, random);
    }

    /** What is kept of a secret. */
    public static String hash(String secret) {
        return AppPasswords.hash(secret);
    }

    /** Whether a secret looks as those that are made here. */
    public static boolean isOne(String secret) {
        return secret.startsWith(SECRET);
    }

    /** Whether a login name is that of a program. */
    public static boolean isName(String username) {
        return username.startsWith(PREFIX);
    }

    /** The types of credentials that are taken. */
    Set<String> types() {
        Set<String> types = new TreeSet<>();
        if (!all.isEmpty()) {
            types.add(SERVICE);
        }
        if (all.stream().anyMatch(account -> !account.actsFor().words().isEmpty())) {
            types.add(MACHINE);
        }
        return types;
    }

    /** Whether credentials are those of a program, by their type or, as a password, by their secret. */
    boolean take(Credentials credentials) {
        return types().contains(credentials.type())
                || !all.isEmpty() && credentials.type().equals("basic") && isOne(credentials.secret());
    }

    /** Whose secret it is. */
    Optional<ServiceAccount> bySecret(String secret) {
        byte[] hash = hash(secret).getBytes(StandardCharsets.US_ASCII);
        Optional<ServiceAccount> found = Optional.empty();
        for (ServiceAccount account : all) {
            if (MessageDigest.isEqual(hash, account.secretHash().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(account);
            }
        }
        return found;
    }

    /** Whether tokens that were made from this voucher are over: the account is gone, or has another secret. */
    boolean isOver(String voucher) {
        return voucher.startsWith(CREDENTIAL)
                && all.stream().noneMatch(account -> account.credential().equals(voucher));
    }

    static User user(ServiceAccount account) {
        return User.of(
                new UserId(IDP, account.name(), UserType.SERVICE), account.username(), account.name() + " (a program)");
    }

    /** Keeps names that are programs' from people. */
    static boolean isReserved(User user) {
        return isName(user.username()) || user.id().idp().equals(IDP);
    }

    /** All of them, for {@link Directories}: so that people find them and can share with them. */
    public DriverHandle<Directory> directory() {
        return DriverHandle.fixed("service-accounts", new Programs());
    }

    private final class Programs implements Directory, UserDirectory {

        @Override
        public Optional<UserDirectory> users() {
            return Optional.of(this);
        }

        @Override
        public Optional<GroupDirectory> groups() {
            return Optional.empty();
        }

        @Override
        public Optional<User> get(UserId id) {
            return all.stream()
                    .map(ServiceAccounts::user)
                    .filter(user -> user.id().equals(id))
                    .findFirst();
        }

        @Override
        public Optional<User> byClaim(String claim, String value) {
            return switch (claim) {
                case "username" ->
                    all.stream()
                            .map(ServiceAccounts::user)
                            .filter(user -> user.username().equals(value))
                            .findFirst();
                case "userid", "mail" -> Optional.empty();
                default -> throw new InvalidArgument("service accounts are found by username");
            };
        }

        @Override
        public void find(String query, int limit, Sink<User> sink) {
            List<User> found = all.stream()
                    .map(ServiceAccounts::user)
                    .filter(user -> user.username().contains(query))
                    .limit(limit)
                    .toList();
            for (User user : found) {
                if (!sink.accept(user)) {
                    return;
                }
            }
        }

        @Override
        public Set<GroupId> groupsOf(UserId id) {
            return Set.of();
        }

        @Override
        public void close() {}
    }
}
