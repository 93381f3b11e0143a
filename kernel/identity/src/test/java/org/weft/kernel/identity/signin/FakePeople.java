/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Health;
import org.weft.spi.Scope;
import org.weft.spi.Sink;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Three people whose passwords are their names backwards, and a group. */
public final class FakePeople {

    /** Signs the tokens of sites in tests. */
    public static final String SECRET = "the secret of the site in these tests";

    public static final User EINSTEIN =
            User.of(new UserId("https://idp.example", "4c510ada", UserType.PRIMARY), "einstein", "Albert Einstein");
    public static final User MARIE =
            User.of(new UserId("https://idp.example", "f7fbf8c8", UserType.PRIMARY), "marie", "Marie Curie");

    public static final User RICHARD =
            User.of(new UserId("https://idp.example", "932b4540", UserType.PRIMARY), "richard", "Richard Feynman");

    /** Richard is in it. */
    public static final GroupId PHYSICS = new GroupId("https://idp.example", "physics-lovers");

    private static final Map<String, User> USERS = Map.of("einstein", EINSTEIN, "marie", MARIE, "richard", RICHARD);

    private FakePeople() {}

    /** Knows them and the group. */
    public static Directories directories() {
        return new Directories(() -> List.of(DriverHandle.fixed("directory", new Book())));
    }

    /** Lets them in by password. */
    public static AuthSource passwords() {
        return new AuthSource("book", DriverHandle.fixed("book", new Backwards()));
    }

    /** One of them, signed in for everything. */
    public static Caller caller(User user) {
        return new Caller(
                user.id(),
                user.username(),
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    private static final class Backwards implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("basic");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            User user = USERS.get(credentials.clientId());
            if (user == null) {
                return new Outcome.NotMine();
            }
            String secret = new StringBuilder(credentials.clientId()).reverse().toString();
            return secret.equals(credentials.secret())
                    ? new Outcome.Accepted(user, Optional.empty())
                    : new Outcome.Rejected("wrong password");
        }

        @Override
        public Health health() {
            return Health.up();
        }

        @Override
        public void close() {}
    }

    private static final class Book implements Directory, UserDirectory {

        @Override
        public Optional<GroupDirectory> groups() {
            return Optional.of(new Groups());
        }

        @Override
        public Optional<UserDirectory> users() {
            return Optional.of(this);
        }

        @Override
        public Optional<User> get(UserId id) {
            return USERS.values().stream().filter(user -> user.id().equals(id)).findFirst();
        }

        @Override
        public Optional<User> byClaim(String claim, String value) {
            return switch (claim) {
                case "username" -> Optional.ofNullable(USERS.get(value));
                case "userid" ->
                    USERS.values().stream()
                            .filter(user -> user.id().opaque().equals(value))
                            .findFirst();
                default -> Optional.empty();
            };
        }

        @Override
        public void find(String query, int limit, Sink<User> sink) {
            USERS.values().stream()
                    .filter(user -> user.username().contains(query))
                    .forEach(sink::accept);
        }

        @Override
        public Set<GroupId> groupsOf(UserId id) {
            return id.equals(RICHARD.id()) ? Set.of(PHYSICS) : Set.of();
        }

        @Override
        public Health health() {
            return Health.up();
        }

        @Override
        public void close() {}
    }

    private static final class Groups implements GroupDirectory {

        private static final Group LOVERS =
                new Group(PHYSICS, "physics-lovers", "", "Physics lovers", OptionalLong.empty());

        @Override
        public Optional<Group> get(GroupId id) {
            return id.equals(PHYSICS) ? Optional.of(LOVERS) : Optional.empty();
        }

        @Override
        public Optional<Group> byClaim(String claim, String value) {
            return claim.equals("group_name") && value.equals(LOVERS.name()) ? Optional.of(LOVERS) : Optional.empty();
        }

        @Override
        public void find(String query, int limit, Sink<Group> sink) {
            sink.accept(LOVERS);
        }

        @Override
        public void members(GroupId id, Sink<UserId> sink) {
            sink.accept(RICHARD.id());
        }

        @Override
        public boolean hasMember(GroupId group, UserId user) {
            return group.equals(PHYSICS) && user.equals(RICHARD.id());
        }
    }
}
