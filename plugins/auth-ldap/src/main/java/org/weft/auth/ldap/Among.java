/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.Filter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Questions about those entries that the operator's filter lets through. A question that no entry can answer is empty.
 *
 * @param all the operator's filter
 * @param id what an entry is known by
 */
record Among(Filter all, EntryId id) {

    /** No attribute has longer values that mean a person or a group; servers end a connection that says more. */
    private static final int LONGEST = 1024;

    static boolean canBeAsked(String value) {
        return !value.isEmpty() && value.length() <= LONGEST;
    }

    Optional<Filter> withId(String opaque) {
        return canBeAsked(opaque) ? id.is(opaque).map(this::those) : Optional.empty();
    }

    /** Those in which one of the attributes has this value. */
    Optional<Filter> equal(List<String> attributes, String value) {
        return canBeAsked(value)
                ? Optional.of(any(attributes.stream()
                        .map(attribute -> Filter.createEqualityFilter(attribute, value))
                        .toList()))
                : Optional.empty();
    }

    /** Those in which one of the attributes contains the text, or whose whole id it is; all for an empty text. */
    Optional<Filter> like(List<String> attributes, String text) {
        if (text.isEmpty()) {
            return Optional.of(all);
        }
        return canBeAsked(text)
                ? Optional.of(any(Stream.concat(
                                attributes.stream()
                                        .map(attribute -> Filter.createSubstringFilter(
                                                attribute, null, new String[] {text}, null)),
                                id.is(text).stream())
                        .toList()))
                : Optional.empty();
    }

    Filter any(List<Filter> wanted) {
        return those(Filter.createORFilter(wanted));
    }

    private Filter those(Filter wanted) {
        return Filter.createANDFilter(all, wanted);
    }
}
