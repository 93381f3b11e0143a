/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.OptionalLong;
import org.weft.spi.InvalidConfig;

/** Reads what operators wrote and what entries hold. */
final class Attributes {

    private Attributes() {}

    static Filter filter(String text) {
        try {
            return Filter.create(text);
        } catch (LDAPException wrong) {
            throw new InvalidConfig("filter", "\"" + text + "\" is no LDAP filter: " + wrong.getMessage());
        }
    }

    static DN base(String text) {
        try {
            return new DN(text);
        } catch (LDAPException wrong) {
            throw new InvalidConfig("base", "\"" + text + "\" is not the name of an entry: " + wrong.getMessage());
        }
    }

    static String text(Entry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? "" : value;
    }

    static String first(Entry entry, List<String> attributes) {
        return attributes.stream()
                .map(attribute -> text(entry, attribute))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    static OptionalLong number(Entry entry, String attribute) {
        Long value = entry.getAttributeValueAsLong(attribute);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
