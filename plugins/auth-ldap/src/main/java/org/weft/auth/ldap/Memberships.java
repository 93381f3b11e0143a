/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/**
 * Who is in which group, also through groups in groups. A circle of groups is walked once round. Thread-safe.
 */
final class Memberships {

    private static final int AT_ONCE = 50;

    /** Groups within groups within groups; deeper than anybody builds them on purpose. */
    private static final int DEEPEST = 16;

    private final LdapServer server;
    private final UserEntries users;
    private final GroupEntries groups;

    Memberships(LdapServer server, UserEntries users, GroupEntries groups) {
        this.server = server;
        this.users = users;
        this.groups = groups;
    }

    /** The groups that a user is in, the nearest first. */
    List<Group> of(String dn, String username) {
        Map<String, Group> found = new LinkedHashMap<>();
        List<String> ahead = List.of(dn);
        Optional<String> login = Optional.of(username);
        for (int depth = 0; depth < DEEPEST && !ahead.isEmpty(); depth++) {
            List<String> next = new ArrayList<>();
            for (int from = 0; from < ahead.size(); from += AT_ONCE) {
                List<String> some = ahead.subList(from, Math.min(ahead.size(), from + AT_ONCE));
                server.each(
                        groups.base(),
                        groups.holding(some, login),
                        entry -> {
                            note(entry, found).ifPresent(next::add);
                            return true;
                        },
                        groups.attributes());
            }
            ahead = groups.isNested() ? next : List.of();
            login = Optional.empty();
        }
        return List.copyOf(found.values());
    }

    private Optional<String> note(Entry entry, Map<String, Group> found) {
        Optional<Group> group = groups.group(entry);
        return group.isPresent() && found.putIfAbsent(normal(entry.getDN()), group.get()) == null
                ? Optional.of(entry.getDN())
                : Optional.empty();
    }

    private static String normal(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException noName) {
            return dn;
        }
    }

    /** Pushes the users in a group, each once. */
    void members(Entry group, Sink<UserId> sink) {
        Walk walk = new Walk(sink);
        walk.ahead.add(group.getDN());
        while (!walk.ahead.isEmpty() && walk.wanted) {
            String dn = walk.ahead.poll();
            if (walk.groups.add(normal(dn))) {
                groups.memberNames().forEach(attribute -> new Values(server, dn, attribute).each(walk::name));
                walk.usernames(dn);
            }
        }
    }

    /** One walk down. */
    private final class Walk {
        private final Sink<UserId> sink;
        private final Deque<String> ahead = new ArrayDeque<>();
        private final Set<String> groups = new HashSet<>();
        private final Set<UserId> seen = new HashSet<>();
        private boolean wanted = true;

        Walk(Sink<UserId> sink) {
            this.sink = sink;
        }

        boolean name(String dn) {
            DN name;
            try {
                name = new DN(dn);
            } catch (LDAPException noName) {
                return wanted;
            }
            Optional<User> user = users.isBelowBase(name)
                    ? server.one(dn, users.all(), users.attributes()).flatMap(entry -> users.user(entry, List.of()))
                    : Optional.empty();
            if (user.isPresent()) {
                push(user.get());
            } else if (Memberships.this.groups.isNested() && Memberships.this.groups.isBelowBase(name)) {
                server.one(dn, Memberships.this.groups.all(), "1.1").ifPresent(group -> ahead.add(dn));
            }
            return wanted;
        }

        void usernames(String dn) {
            List<String> some = new ArrayList<>();
            for (String attribute : Memberships.this.groups.memberUsernames()) {
                new Values(server, dn, attribute).each(name -> {
                    some.add(name);
                    if (some.size() == AT_ONCE) {
                        push(some);
                    }
                    return wanted;
                });
            }
            push(some);
        }

        private void push(List<String> usernames) {
            if (!usernames.isEmpty()) {
                server.each(
                        users.base(),
                        users.namedAny(usernames),
                        entry -> {
                            users.user(entry, List.of()).ifPresent(this::push);
                            return wanted;
                        },
                        users.attributes());
            }
            usernames.clear();
        }

        private void push(User user) {
            if (wanted && seen.add(user.id())) {
                wanted = sink.accept(user.id());
            }
        }
    }
}
