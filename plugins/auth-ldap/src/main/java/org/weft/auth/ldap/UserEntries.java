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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** What an entry says of a user, and which question finds it. Immutable. */
final class UserEntries {

    /** No attribute has longer values that mean a person; servers end a connection that says more. */
    private static final int LONGEST = 1024;

    private final String idp;
    private final UserOptions options;
    private final DN base;
    private final Filter all;
    private final EntryId id;
    private final String[] attributes;

    UserEntries(String idp, UserOptions options) {
        this.idp = idp;
        this.options = options;
        this.base = Attributes.base(options.base());
        this.all = Attributes.filter(options.filter());
        this.id = new EntryId(options.id());
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
        return id.of(entry)
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
        return id.of(entry).orElse("");
    }

    String usernameOf(Entry entry) {
        return Attributes.text(entry, options.username());
    }

    Filter all() {
        return all;
    }

    Optional<Filter> named(String username) {
        return equal(options.username(), username);
    }

    Optional<Filter> withMail(String mail) {
        return equal(options.mail(), mail);
    }

    Optional<Filter> withUid(String number) {
        return equal(options.uidNumber(), number);
    }

    Optional<Filter> withId(String opaque) {
        return asks(opaque) ? id.is(opaque).map(this::among) : Optional.empty();
    }

    /** Finds by id, or by login name where an id is expected. */
    Optional<Filter> called(String opaque) {
        List<Filter> either = Stream.of(
                        asks(opaque) ? id.is(opaque) : Optional.<Filter>empty(),
                        asks(opaque)
                                ? Optional.of(Filter.createEqualityFilter(options.username(), opaque))
                                : Optional.<Filter>empty())
                .flatMap(Optional::stream)
                .toList();
        return either.isEmpty() ? Optional.empty() : Optional.of(among(Filter.createORFilter(either)));
    }

    /** Finds by any of these login names. */
    Filter namedAny(List<String> usernames) {
        return among(Filter.createORFilter(usernames.stream()
                .map(name -> Filter.createEqualityFilter(options.username(), name))
                .toList()));
    }

    /** Finds by a part of a name or of the mail address, or by the whole id. */
    Optional<Filter> like(String text) {
        if (text.isEmpty()) {
            return Optional.of(all);
        }
        if (!asks(text)) {
            return Optional.empty();
        }
        List<Filter> any = new ArrayList<>();
        Stream.concat(options.displayName().stream(), Stream.of(options.username(), options.mail()))
                .map(attribute -> Filter.createSubstringFilter(attribute, null, new String[] {text}, null))
                .forEach(any::add);
        id.is(text).ifPresent(any::add);
        return Optional.of(among(Filter.createORFilter(any)));
    }

    private Optional<Filter> equal(String attribute, String value) {
        return asks(value) ? Optional.of(among(Filter.createEqualityFilter(attribute, value))) : Optional.empty();
    }

    private static boolean asks(String value) {
        return !value.isEmpty() && value.length() <= LONGEST;
    }

    private Filter among(Filter wanted) {
        return Filter.createANDFilter(all, wanted);
    }
}
