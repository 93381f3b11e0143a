/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** What an entry says of a user, and which question finds it. Immutable. */
final class UserEntries {

    private final String idp;
    private final UserOptions options;
    private final DN base;
    private final Among among;
    private final String[] attributes;

    UserEntries(String idp, UserOptions options) {
        this.idp = idp;
        this.options = options;
        this.base = Attributes.base(options.base());
        this.among = new Among(Attributes.filter(options.filter()), new EntryId(options.id()));
        Set<String> wanted = new LinkedHashSet<>(options.displayName());
        wanted.addAll(
                List.of(options.id(), options.username(), options.mail(), options.uidNumber(), options.gidNumber()));
        this.attributes = wanted.toArray(String[]::new);
    }

    String base() {
        return base.toString();
    }

    boolean isBelowBase(DN entry) {
        return entry.isDescendantOf(base, true);
    }

    String[] attributes() {
        return attributes.clone();
    }

    /** The user; empty when the entry lacks an id or a login name. */
    Optional<User> user(Entry entry, List<String> groups) {
        String username = Attributes.text(entry, options.username());
        return among.id()
                .of(entry)
                .filter(known -> !username.isEmpty())
                .map(known -> new User(
                        new UserId(idp, known, UserType.PRIMARY),
                        username,
                        Attributes.text(entry, options.mail()),
                        false,
                        Attributes.first(entry, options.displayName()),
                        groups,
                        Attributes.number(entry, options.uidNumber()),
                        Attributes.number(entry, options.gidNumber()),
                        Map.of()));
    }

    boolean isOurs(UserId user) {
        return user.idp().isEmpty() || user.idp().equals(idp);
    }

    String idOf(Entry entry) {
        return among.id().of(entry).orElse("");
    }

    String usernameOf(Entry entry) {
        return Attributes.text(entry, options.username());
    }

    Filter all() {
        return among.all();
    }

    Optional<Filter> named(String username) {
        return among.equal(List.of(options.username()), username);
    }

    Optional<Filter> withMail(String mail) {
        return among.equal(List.of(options.mail()), mail);
    }

    Optional<Filter> withUid(String number) {
        return among.equal(List.of(options.uidNumber()), number);
    }

    Optional<Filter> withId(String opaque) {
        return among.withId(opaque);
    }

    /** Finds by id, or by login name where an id is expected. */
    Optional<Filter> called(String opaque) {
        return Among.canBeAsked(opaque)
                ? Optional.of(among.any(Stream.concat(among.id().is(opaque).stream(), Stream.of(isNamed(opaque)))
                        .toList()))
                : Optional.empty();
    }

    /** Finds by any of these login names. */
    Filter namedAny(List<String> usernames) {
        return among.any(usernames.stream().map(this::isNamed).toList());
    }

    private Filter isNamed(String username) {
        return Filter.createEqualityFilter(options.username(), username);
    }

    /** Finds by a part of a name or of the mail address, or by the whole id. */
    Optional<Filter> like(String text) {
        return among.like(
                Stream.concat(options.displayName().stream(), Stream.of(options.username(), options.mail()))
                        .toList(),
                text);
    }
}
