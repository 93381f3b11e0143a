/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;

/** Groups by id, by claim and by a part of their name, and who is in them. Thread-safe. */
final class LdapGroups implements GroupDirectory {

    private static final int FEW = 4;

    private final LdapServer server;
    private final GroupEntries entries;
    private final Memberships memberships;
    private final LdapUsers users;

    LdapGroups(LdapServer server, GroupEntries entries, Memberships memberships, LdapUsers users) {
        this.server = server;
        this.entries = entries;
        this.memberships = memberships;
        this.users = users;
    }

    String base() {
        return entries.base();
    }

    @Override
    public Optional<Group> get(GroupId id) {
        return entry(id).flatMap(entries::group);
    }

    private Optional<Entry> entry(GroupId id) {
        return entries.isOurs(id)
                ? found(entries.withId(id.opaque())).stream()
                        .<Entry>map(entry -> entry)
                        .findFirst()
                : Optional.empty();
    }

    private List<? extends Entry> found(Optional<Filter> filter) {
        return filter.isEmpty() ? List.of() : server.few(entries.base(), filter.get(), FEW, entries.attributes());
    }

    @Override
    public Optional<Group> byClaim(String claim, String value) {
        return switch (claim) {
            case "group_name" ->
                first(entries.named(value), group -> group.name().equalsIgnoreCase(value));
            case "gid_number" ->
                first(
                        entries.withGid(value),
                        group -> group.gidNumber().isPresent()
                                && Long.toString(group.gidNumber().getAsLong()).equals(value));
            case "display_name" ->
                first(
                        entries.withDisplayName(value),
                        group -> group.displayName().equalsIgnoreCase(value));
            case "mail" -> first(entries.withMail(value), group -> group.mail().equalsIgnoreCase(value));
            default ->
                throw new InvalidArgument("this directory has no claim \"" + claim
                        + "\", but group_name, gid_number, display_name and mail");
        };
    }

    private Optional<Group> first(Optional<Filter> filter, Predicate<Group> exactly) {
        return found(filter).stream()
                .map(entries::group)
                .flatMap(Optional::stream)
                .filter(exactly)
                .findFirst();
    }

    @Override
    public void find(String query, int limit, Sink<Group> sink) {
        Optional<Filter> like = entries.like(query);
        if (like.isEmpty() || limit <= 0) {
            return;
        }
        First<Group> first = new First<>(
                limit,
                Comparator.comparing(Group::name)
                        .thenComparing(group -> group.id().opaque()));
        server.each(
                entries.base(),
                like.get(),
                entry -> {
                    entries.group(entry).ifPresent(first::add);
                    return true;
                },
                entries.attributes());
        first.push(sink);
    }

    @Override
    public void members(GroupId id, Sink<UserId> sink) {
        entry(id).ifPresent(group -> memberships.members(group, sink));
    }

    @Override
    public boolean hasMember(GroupId group, UserId user) {
        return entries.isOurs(group)
                && users.groupsOf(user).stream().anyMatch(each -> each.opaque().equals(group.opaque()));
    }
}
