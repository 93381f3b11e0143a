/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/**
 * Users and groups put together. Who is in a group is said in either file: by the user's {@code groups}, or by the
 * group's {@code members}. A name in {@code groups} that groups.json lacks is a group all the same, under the identity
 * provider of the first user who names it. Immutable.
 */
final class DirectoryView {

    private final Users fromUsers;
    private final Groups fromGroups;
    private final List<Found<User>> usersByName;
    private final Map<String, List<User>> usersByOpaque = new HashMap<>();
    private final Map<String, User> usersByUsername = new HashMap<>();
    private final List<Found<Group>> groupsByName;
    private final Map<String, List<Group>> groupsByOpaque = new HashMap<>();
    private final Map<String, Group> groupsByShortName = new LinkedHashMap<>();
    private final Map<GroupId, Set<UserId>> members = new HashMap<>();
    private final Map<UserId, Set<GroupId>> memberships = new HashMap<>();

    /** A row, with what a search looks at, case folded. */
    private record Found<T>(T row, String text) {}

    DirectoryView(Users users, Groups groups) {
        this.fromUsers = users;
        this.fromGroups = groups;
        groups.entries().forEach(entry -> addGroup(entry.group()));
        for (Account account : users.accounts()) {
            addUser(account.user());
        }
        for (Groups.Entry entry : groups.entries()) {
            entry.members().forEach(member -> join(entry.group(), resolve(member)));
        }
        this.usersByName = usersByUsername.values().stream()
                .map(this::withAllGroups)
                .sorted(Comparator.comparing(User::username))
                .map(user -> new Found<>(
                        user,
                        fold(
                                user.username(),
                                user.displayName(),
                                user.mail(),
                                user.id().opaque())))
                .toList();
        index();
        this.groupsByName = groupsByOpaque.values().stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(Group::name)
                        .thenComparing(group -> group.id().idp()))
                .map(group -> new Found<>(
                        group,
                        fold(
                                group.name(),
                                group.displayName(),
                                group.mail(),
                                group.id().opaque())))
                .toList();
    }

    /** Whether this is the view of these very snapshots. */
    @SuppressWarnings("ReferenceEquality") // a snapshot is itself or it is out of date
    boolean isOf(Users users, Groups groups) {
        return fromUsers == users && fromGroups == groups;
    }

    private void addGroup(Group group) {
        groupsByOpaque
                .computeIfAbsent(group.id().opaque(), absent -> new ArrayList<>())
                .add(group);
        groupsByShortName.putIfAbsent(group.name(), group);
    }

    private void addUser(User user) {
        usersByUsername.put(user.username(), user);
        usersByOpaque
                .computeIfAbsent(user.id().opaque(), absent -> new ArrayList<>())
                .add(user);
        for (String name : user.groups()) {
            if (!groupsByShortName.containsKey(name)) {
                addGroup(new Group(new GroupId(user.id().idp(), name), name, "", "", OptionalLong.empty()));
            }
            Group group = groupsByShortName.get(name);
            if (group != null) {
                join(group, user.id());
            }
        }
    }

    private void join(Group group, UserId user) {
        members.computeIfAbsent(group.id(), absent -> new LinkedHashSet<>()).add(user);
        memberships.computeIfAbsent(user, absent -> new LinkedHashSet<>()).add(group.id());
    }

    /** The id as users.json has it, which knows provider and type better than a list of members. */
    private UserId resolve(UserId member) {
        return usersByOpaque.getOrDefault(member.opaque(), List.of()).stream()
                .map(User::id)
                .filter(id -> member.idp().isEmpty() || member.idp().equals(id.idp()))
                .findFirst()
                .orElse(member);
    }

    private User withAllGroups(User user) {
        Set<String> names = new LinkedHashSet<>(user.groups());
        for (GroupId id : memberships.getOrDefault(user.id(), Set.of())) {
            group(id).map(Group::name).ifPresent(names::add);
        }
        return names.size() == user.groups().size()
                ? user
                : new User(
                        user.id(),
                        user.username(),
                        user.mail(),
                        user.mailVerified(),
                        user.displayName(),
                        List.copyOf(names),
                        user.uidNumber(),
                        user.gidNumber(),
                        user.opaque());
    }

    /** Replaces the users as the file has them by those with all groups. */
    private void index() {
        usersByOpaque.clear();
        for (Found<User> found : usersByName) {
            User user = found.row();
            usersByUsername.put(user.username(), user);
            usersByOpaque
                    .computeIfAbsent(user.id().opaque(), absent -> new ArrayList<>())
                    .add(user);
        }
    }

    private static String fold(String... texts) {
        return String.join("\0", texts).toLowerCase(Locale.ROOT);
    }

    Optional<User> user(UserId id) {
        return usersByOpaque.getOrDefault(id.opaque(), List.of()).stream()
                .filter(user -> id.idp().isEmpty() || id.idp().equals(user.id().idp()))
                .findFirst()
                .or(() -> Optional.ofNullable(usersByUsername.get(id.opaque()))
                        .filter(user ->
                                id.idp().isEmpty() || id.idp().equals(user.id().idp())));
    }

    Optional<User> userNamed(String username) {
        return Optional.ofNullable(usersByUsername.get(username));
    }

    Optional<Group> group(GroupId id) {
        return groupsByOpaque.getOrDefault(id.opaque(), List.of()).stream()
                .filter(group ->
                        id.idp().isEmpty() || id.idp().equals(group.id().idp()))
                .findFirst()
                .or(() -> Optional.ofNullable(groupsByShortName.get(id.opaque()))
                        .filter(group ->
                                id.idp().isEmpty() || id.idp().equals(group.id().idp())));
    }

    Optional<Group> groupNamed(String name) {
        return Optional.ofNullable(groupsByShortName.get(name));
    }

    /** All users, by login name. */
    Iterable<User> users() {
        return () -> usersByName.stream().map(Found::row).iterator();
    }

    /** All groups, by name. */
    Iterable<Group> groups() {
        return () -> groupsByName.stream().map(Found::row).iterator();
    }

    Iterable<User> usersLike(String query) {
        return like(usersByName, query);
    }

    Iterable<Group> groupsLike(String query) {
        return like(groupsByName, query);
    }

    private static <T> Iterable<T> like(List<Found<T>> rows, String query) {
        String text = fold(query);
        return () -> rows.stream()
                .filter(found -> found.text().contains(text))
                .map(Found::row)
                .iterator();
    }

    Set<UserId> members(GroupId group) {
        return group(group)
                .map(found -> members.getOrDefault(found.id(), Set.of()))
                .orElse(Set.of());
    }

    Set<GroupId> groupsOf(UserId user) {
        return user(user)
                .map(found -> memberships.getOrDefault(found.id(), Set.of()))
                .orElse(Set.of());
    }
}
