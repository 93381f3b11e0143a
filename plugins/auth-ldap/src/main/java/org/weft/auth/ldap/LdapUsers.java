/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** Users by id, by claim and by a part of their name. Who was asked for is remembered with their groups. Thread-safe. */
final class LdapUsers implements UserDirectory {

    private static final int MOST_REMEMBERED = 10_000;

    /** A claim can fit several; more than these means that it is none. */
    private static final int FEW = 4;

    private final LdapServer server;
    private final UserEntries entries;
    private final Optional<Memberships> memberships;
    private final Cache<String, Known> remembered;

    /** A user and the groups they are in. */
    private record Known(User user, Set<GroupId> groups) {}

    LdapUsers(LdapServer server, UserEntries entries, Optional<Memberships> memberships, Duration remember) {
        this.server = server;
        this.entries = entries;
        this.memberships = memberships;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(remember)
                .executor(Runnable::run) // a pool's thread would outlive the plugin
                .build();
    }

    @Override
    public Optional<User> get(UserId id) {
        return known(id).map(Known::user);
    }

    @Override
    public Set<GroupId> groupsOf(UserId id) {
        return known(id).map(Known::groups).orElse(Set.of());
    }

    @Override
    public Optional<User> byClaim(String claim, String value) {
        return switch (claim) {
            case "username" ->
                first(entries.named(value), entry -> entries.usernameOf(entry).equalsIgnoreCase(value));
            case "userid" ->
                first(entries.withId(value), entry -> entries.idOf(entry).equals(value));
            case "mail" ->
                first(entries.withMail(value), entry -> true)
                        .filter(user -> user.mail().equalsIgnoreCase(value));
            case "uid" ->
                first(entries.withUid(value), entry -> true)
                        .filter(user -> user.uidNumber().isPresent()
                                && Long.toString(user.uidNumber().getAsLong()).equals(value));
            default ->
                throw new InvalidArgument(
                        "this directory has no claim \"" + claim + "\", but mail, username, uid and userid");
        };
    }

    private Optional<User> first(Optional<Filter> filter, Predicate<Entry> exactly) {
        return found(filter).stream()
                .filter(exactly)
                .findFirst()
                .flatMap(this::known)
                .map(Known::user);
    }

    private List<? extends Entry> found(Optional<Filter> filter) {
        return filter.isEmpty() ? List.of() : server.few(entries.base(), filter.get(), FEW, entries.attributes());
    }

    /** By id; by login name only when nobody has such an id. */
    private Optional<Known> known(UserId id) {
        if (!entries.isOurs(id)) {
            return Optional.empty();
        }
        String opaque = id.opaque();
        Known before = remembered.getIfPresent(opaque);
        if (before != null) {
            return Optional.of(before);
        }
        List<? extends Entry> found = found(entries.called(opaque));
        return found.stream()
                .filter(entry -> entries.idOf(entry).equals(opaque))
                .<Entry>map(entry -> entry)
                .findFirst()
                .or(() -> found.stream()
                        .filter(entry -> entries.usernameOf(entry).equalsIgnoreCase(opaque))
                        .findFirst())
                .flatMap(this::known);
    }

    private Optional<Known> known(Entry entry) {
        List<Group> groups = memberships
                .map(all -> all.of(entry.getDN(), entries.usernameOf(entry)))
                .orElse(List.of());
        Optional<Known> known = entries.user(
                        entry, groups.stream().map(Group::name).toList())
                .map(user -> new Known(user, groups.stream().map(Group::id).collect(Collectors.toUnmodifiableSet())));
        known.ifPresent(now -> remembered.put(now.user().id().opaque(), now));
        return known;
    }

    @Override
    public void find(String query, int limit, Sink<User> sink) {
        Optional<Filter> like = entries.like(query);
        if (like.isEmpty() || limit <= 0) {
            return;
        }
        First<User> first = new First<>(limit, Comparator.comparing(User::username));
        server.each(
                entries.base(),
                like.get(),
                entry -> {
                    entries.user(entry, List.of()).ifPresent(first::add);
                    return true;
                },
                entries.attributes());
        first.push(sink);
    }
}
