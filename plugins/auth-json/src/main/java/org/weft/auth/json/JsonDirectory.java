/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.weft.spi.GroupId;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.identity.Accounts;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Looks users and groups up in users.json and groups.json. */
public final class JsonDirectory implements Directory {

    private final Source<Users> users;
    private final Source<Groups> groups;
    private final Optional<Accounts> accounts;
    private volatile @Nullable DirectoryView view;

    JsonDirectory(Source<Users> users, Source<Groups> groups, Optional<Accounts> accounts) {
        this.users = users;
        this.groups = groups;
        this.accounts = accounts;
    }

    @Override
    public void start() throws IOException {
        users.start();
        groups.start();
    }

    @Override
    public Health health() {
        Health ofUsers = users.health();
        return ofUsers.detail().isEmpty() ? groups.health() : ofUsers;
    }

    @Override
    public Optional<UserDirectory> users() {
        return Optional.of(new UserLookup());
    }

    @Override
    public Optional<GroupDirectory> groups() {
        return Optional.of(new GroupLookup());
    }

    /** Present unless the demo accounts are served; works before the start too, so that a first file can be made. */
    @Override
    public Optional<Accounts> accounts() {
        return accounts;
    }

    /** Nothing to release: files are open only while they are read. */
    @Override
    public void close() {}

    /** Two threads may build the same view at the same time; either will do. */
    private DirectoryView view() {
        Users nowUsers = users.current();
        Groups nowGroups = groups.current();
        DirectoryView known = view;
        if (known == null || !known.isOf(nowUsers, nowGroups)) {
            known = new DirectoryView(nowUsers, nowGroups);
            view = known;
        }
        return known;
    }

    private static <T> Optional<T> first(Iterable<T> rows, Predicate<T> wanted) {
        for (T row : rows) {
            if (wanted.test(row)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private static <T> void push(Iterable<T> rows, int limit, Sink<T> sink) {
        int left = limit;
        for (T row : rows) {
            if (left-- <= 0 || !sink.accept(row)) {
                return;
            }
        }
    }

    private static boolean is(OptionalLong number, String text) {
        return number.isPresent() && Long.toString(number.getAsLong()).equals(text);
    }

    private static WeftException.InvalidArgument unknownClaim(String claim, String known) {
        return new WeftException.InvalidArgument("this directory has no claim \"" + claim + "\", but " + known);
    }

    private final class UserLookup implements UserDirectory {

        @Override
        public Optional<User> get(UserId id) {
            return view().user(id);
        }

        @Override
        public Optional<User> byClaim(String claim, String value) {
            DirectoryView now = view();
            return switch (claim) {
                case "username" -> now.userNamed(value);
                case "userid" -> first(now.users(), user -> user.id().opaque().equals(value));
                case "mail" ->
                    first(now.users(), user -> !value.isEmpty() && user.mail().equals(value));
                case "uid" -> first(now.users(), user -> is(user.uidNumber(), value));
                default -> throw unknownClaim(claim, "mail, username, uid and userid");
            };
        }

        @Override
        public void find(String query, int limit, Sink<User> sink) {
            push(view().usersLike(query), limit, sink);
        }

        @Override
        public Set<GroupId> groupsOf(UserId id) {
            return Set.copyOf(view().groupsOf(id));
        }
    }

    private final class GroupLookup implements GroupDirectory {

        @Override
        public Optional<Group> get(GroupId id) {
            return view().group(id);
        }

        @Override
        public Optional<Group> byClaim(String claim, String value) {
            DirectoryView now = view();
            return switch (claim) {
                case "group_name" -> now.groupNamed(value);
                case "gid_number" -> first(now.groups(), group -> is(group.gidNumber(), value));
                case "display_name" ->
                    first(
                            now.groups(),
                            group -> !value.isEmpty() && group.displayName().equals(value));
                case "mail" ->
                    first(
                            now.groups(),
                            group -> !value.isEmpty() && group.mail().equals(value));
                default -> throw unknownClaim(claim, "group_name, gid_number, display_name and mail");
            };
        }

        @Override
        public void find(String query, int limit, Sink<Group> sink) {
            push(view().groupsLike(query), limit, sink);
        }

        @Override
        public void members(GroupId id, Sink<UserId> sink) {
            push(view().members(id), Integer.MAX_VALUE, sink);
        }

        @Override
        public boolean hasMember(GroupId group, UserId user) {
            DirectoryView now = view();
            UserId known = now.user(user).map(User::id).orElse(user);
            return now.members(group).contains(known);
        }
    }
}
