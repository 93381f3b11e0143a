/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.weft.spi.GroupId;
import org.weft.spi.identity.Group;

/** What an entry says of a group, and which question finds it. Immutable. */
final class GroupEntries {

    private final String idp;
    private final GroupOptions options;
    private final DN base;
    private final Among among;
    private final String[] attributes;
    private final List<String> memberNames;
    private final List<String> memberUsernames;

    GroupEntries(String idp, GroupOptions options) {
        this.idp = idp;
        this.options = options;
        this.base = Attributes.base(options.base());
        this.among = new Among(Attributes.filter(options.filter()), new EntryId(options.id()));
        Set<String> wanted = new LinkedHashSet<>(options.displayName());
        wanted.addAll(List.of(options.id(), options.name(), options.mail(), options.gidNumber()));
        this.attributes = wanted.toArray(String[]::new);
        this.memberUsernames =
                options.member().stream().filter(GroupEntries::isUsername).toList();
        this.memberNames = options.member().stream()
                .filter(attribute -> !isUsername(attribute))
                .toList();
    }

    private static boolean isUsername(String attribute) {
        return attribute.equalsIgnoreCase("memberUid");
    }

    String base() {
        return base.toString();
    }

    boolean isBelowBase(DN entry) {
        return entry.isDescendantOf(base, true);
    }

    boolean isNested() {
        return options.nested();
    }

    String[] attributes() {
        return attributes.clone();
    }

    /** The attributes that hold the names of members' entries. */
    List<String> memberNames() {
        return memberNames;
    }

    /** The attributes that hold the login names of members. */
    List<String> memberUsernames() {
        return memberUsernames;
    }

    Optional<Group> group(Entry entry) {
        String name = Attributes.text(entry, options.name());
        return among.id()
                .of(entry)
                .filter(known -> !name.isEmpty())
                .map(known -> new Group(
                        new GroupId(idp, known),
                        name,
                        Attributes.text(entry, options.mail()),
                        Attributes.first(entry, options.displayName()),
                        Attributes.number(entry, options.gidNumber())));
    }

    boolean isOurs(GroupId group) {
        return group.idp().isEmpty() || group.idp().equals(idp);
    }

    Filter all() {
        return among.all();
    }

    Optional<Filter> withId(String opaque) {
        return among.withId(opaque);
    }

    Optional<Filter> named(String name) {
        return among.equal(List.of(options.name()), name);
    }

    Optional<Filter> withDisplayName(String name) {
        return among.equal(options.displayName(), name);
    }

    Optional<Filter> withMail(String mail) {
        return among.equal(List.of(options.mail()), mail);
    }

    Optional<Filter> withGid(String number) {
        return among.equal(List.of(options.gidNumber()), number);
    }

    /** Finds by a part of a name or of the mail address, or by the whole id. */
    Optional<Filter> like(String text) {
        return among.like(
                Stream.concat(options.displayName().stream(), Stream.of(options.name(), options.mail()))
                        .toList(),
                text);
    }

    /** Finds the groups that hold any of these entries, or this login name. */
    Filter holding(List<String> names, Optional<String> username) {
        List<Filter> any = new ArrayList<>();
        for (String attribute : memberNames) {
            names.forEach(name -> any.add(Filter.createEqualityFilter(attribute, name)));
        }
        for (String attribute : memberUsernames) {
            username.ifPresent(name -> any.add(Filter.createEqualityFilter(attribute, name)));
        }
        return among.any(any);
    }
}
