/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.spi.GroupId;
import org.weft.spi.InvalidConfig;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Users and groups of the options. */
final class MemoryDirectory implements Directory, UserDirectory {

    private final List<User> users;
    private final Map<Group, List<User>> members = new LinkedHashMap<>();
    private final GroupDirectory groups = new Groups();

    MemoryDirectory(PeopleConfig config) {
        Map<String, User> bare = config.people().stream()
                .map(person -> Person.parse(person).user())
                .collect(Collectors.toMap(User::username, Function.identity()));
        Map<Group, List<String>> names = new LinkedHashMap<>();
        for (String line : config.groups()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new InvalidConfig("groups", "write a group as group:member,member");
            }
            String name = line.substring(0, colon);
            names.put(
                    new Group(new GroupId(Person.IDP, "id-of-" + name), name, "", name, OptionalLong.empty()),
                    Arrays.stream(line.substring(colon + 1).split(","))
                            .map(String::strip)
                            .toList());
        }
        Map<String, User> whole = bare.values().stream()
                .map(user -> in(names, user))
                .collect(Collectors.toMap(User::username, Function.identity()));
        this.users = whole.values().stream()
                .sorted(Comparator.comparing(User::username))
                .toList();
        names.forEach((group, all) -> members.put(
                group, all.stream().filter(whole::containsKey).map(whole::get).toList()));
    }

    private static User in(Map<Group, List<String>> names, User user) {
        List<String> groups = names.entrySet().stream()
                .filter(group -> group.getValue().contains(user.username()))
                .map(group -> group.getKey().name())
                .toList();
        return new User(
                user.id(),
                user.username(),
                user.mail(),
                user.mailVerified(),
                user.displayName(),
                groups,
                user.uidNumber(),
                user.gidNumber(),
                user.opaque());
    }

    @Override
    public void close() {}

    @Override
    public Optional<UserDirectory> users() {
        return Optional.of(this);
    }

    @Override
    public Optional<GroupDirectory> groups() {
        return Optional.of(groups);
    }

    private static boolean isCalled(UserId wanted, User user) {
        return (wanted.idp().isEmpty() || wanted.idp().equals(user.id().idp()))
                && (wanted.opaque().equals(user.id().opaque())
                        || wanted.opaque().equals(user.username()));
    }

    @Override
    public Optional<User> get(UserId id) {
        return users.stream().filter(user -> isCalled(id, user)).findFirst();
    }

    @Override
    public Optional<User> byClaim(String claim, String value) {
        Function<User, String> field = switch (claim) {
            case "mail" -> User::mail;
            case "username" -> User::username;
            case "userid" -> user -> user.id().opaque();
            default -> throw new InvalidArgument("users are not found by the claim " + claim);
        };
        return users.stream()
                .filter(user -> !value.isEmpty() && field.apply(user).equals(value))
                .findFirst();
    }

    private static boolean says(String query, String... fields) {
        String folded = query.toLowerCase(Locale.ROOT);
        return Arrays.stream(fields)
                .anyMatch(field -> field.toLowerCase(Locale.ROOT).contains(folded));
    }

    private static <T> void push(Stream<T> all, int limit, Sink<T> sink) {
        for (T each : all.limit(limit).toList()) {
            if (!sink.accept(each)) {
                return;
            }
        }
    }

    @Override
    public void find(String query, int limit, Sink<User> sink) {
        Stream<User> found = users.stream()
                .filter(user -> says(
                        query,
                        user.username(),
                        user.displayName(),
                        user.mail(),
                        user.id().opaque()));
        push(found, limit, sink);
    }

    @Override
    public Set<GroupId> groupsOf(UserId id) {
        return members.entrySet().stream()
                .filter(group -> group.getValue().stream().anyMatch(user -> isCalled(id, user)))
                .map(group -> group.getKey().id())
                .collect(Collectors.toSet());
    }

    /** The other half. */
    private final class Groups implements GroupDirectory {

        private Stream<Group> called(GroupId id) {
            return members.keySet().stream()
                    .filter(group ->
                            id.idp().isEmpty() || id.idp().equals(group.id().idp()))
                    .filter(group -> id.opaque().equals(group.id().opaque())
                            || id.opaque().equals(group.name()));
        }

        @Override
        public Optional<Group> get(GroupId id) {
            return called(id).findFirst();
        }

        @Override
        public Optional<Group> byClaim(String claim, String value) {
            Function<Group, String> field = switch (claim) {
                case "group_name" -> Group::name;
                case "display_name" -> Group::displayName;
                default -> throw new InvalidArgument("groups are not found by the claim " + claim);
            };
            return members.keySet().stream()
                    .filter(group -> !value.isEmpty() && field.apply(group).equals(value))
                    .findFirst();
        }

        @Override
        public void find(String query, int limit, Sink<Group> sink) {
            Stream<Group> found = members.keySet().stream()
                    .filter(group -> says(
                            query, group.name(), group.displayName(), group.id().opaque()))
                    .sorted(Comparator.comparing(Group::name));
            push(found, limit, sink);
        }

        @Override
        public void members(GroupId id, Sink<UserId> sink) {
            push(
                    called(id)
                            .flatMap(group -> members.getOrDefault(group, List.of()).stream())
                            .map(User::id),
                    Integer.MAX_VALUE,
                    sink);
        }

        @Override
        public boolean hasMember(GroupId group, UserId user) {
            return called(group)
                    .flatMap(each -> members.getOrDefault(each, List.of()).stream())
                    .anyMatch(member -> isCalled(user, member));
        }
    }
}
