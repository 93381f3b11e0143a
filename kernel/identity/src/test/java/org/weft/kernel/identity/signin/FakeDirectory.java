/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Users and groups in lists, and a count of how often it was asked. */
public final class FakeDirectory implements Directory, UserDirectory {

    public final AtomicInteger asked = new AtomicInteger();
    public final List<User> users = new ArrayList<>();
    public final Map<Group, Set<UserId>> groups = new LinkedHashMap<>();
    public volatile boolean down;
    private final Set<String> claims;

    public FakeDirectory(String... claims) {
        this.claims = Set.of(claims);
    }

    public static Group group(String name) {
        return new Group(new GroupId("example.org", "g-" + name), name, "", "", OptionalLong.empty());
    }

    public FakeDirectory with(User user, String... names) {
        users.add(user);
        for (String name : names) {
            groups.computeIfAbsent(group(name), same -> new LinkedHashSet<>()).add(user.id());
        }
        return this;
    }

    public DriverHandle<Directory> handle() {
        return DriverHandle.fixed("fake", this);
    }

    @Override
    public Optional<UserDirectory> users() {
        return Optional.of(this);
    }

    @Override
    public Optional<GroupDirectory> groups() {
        return Optional.of(new Groups());
    }

    @Override
    public Optional<User> get(UserId id) {
        count();
        return users.stream()
                .filter(user -> user.id().equals(id)
                        || user.username().equals(id.opaque())
                        || id.idp().isEmpty() && user.id().opaque().equals(id.opaque()))
                .findFirst();
    }

    @Override
    public Optional<User> byClaim(String claim, String value) {
        count();
        requireKnown(claim);
        return users.stream()
                .filter(user -> (claim.equals("mail") ? user.mail() : user.username()).equals(value))
                .findFirst();
    }

    @Override
    public void find(String query, int limit, Sink<User> sink) {
        count();
        users.stream()
                .filter(user -> user.username().contains(query))
                .sorted(Comparator.comparing(User::username))
                .limit(limit)
                .takeWhile(sink::accept)
                .forEach(user -> {});
    }

    @Override
    public Set<GroupId> groupsOf(UserId id) {
        count();
        Set<GroupId> found = new LinkedHashSet<>();
        groups.forEach((group, members) -> {
            if (members.contains(id)) {
                found.add(group.id());
            }
        });
        return found;
    }

    @Override
    public void close() {}

    private void count() {
        asked.incrementAndGet();
        if (down) {
            throw new Unavailable("the directory is down");
        }
    }

    private void requireKnown(String claim) {
        if (!claims.contains(claim)) {
            throw new InvalidArgument("no claim '" + claim + "' here");
        }
    }

    private final class Groups implements GroupDirectory {

        @Override
        public Optional<Group> get(GroupId id) {
            count();
            return groups.keySet().stream()
                    .filter(group -> group.id().equals(id)
                            || (id.idp().isEmpty() && group.id().opaque().equals(id.opaque())))
                    .findFirst();
        }

        @Override
        public Optional<Group> byClaim(String claim, String value) {
            count();
            requireKnown(claim);
            return groups.keySet().stream()
                    .filter(group -> group.name().equals(value))
                    .findFirst();
        }

        @Override
        public void find(String query, int limit, Sink<Group> sink) {
            count();
            groups.keySet().stream()
                    .filter(group -> group.name().contains(query))
                    .limit(limit)
                    .takeWhile(sink::accept)
                    .forEach(group -> {});
        }

        @Override
        public void members(GroupId id, Sink<UserId> sink) {
            count();
            get(id).ifPresent(group -> groups.getOrDefault(group, Set.of()).stream()
                    .takeWhile(sink::accept)
                    .forEach(user -> {}));
        }

        @Override
        public boolean hasMember(GroupId group, UserId user) {
            count();
            return groupsOf(user).contains(group);
        }
    }
}
