/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All values of one attribute of one entry. Active Directory gives no more than 1 500 at a time and tells in the name of
 * the attribute which ones they are ({@code member;range=0-1499}); other servers give all at once.
 *
 * @param server whom to ask
 * @param dn the entry
 * @param attribute the attribute, without options
 */
record Values(LdapServer server, String dn, String attribute) {

    private static final String RANGE = ";range=";

    /** @param receiver tells whether it wants more */
    void each(Predicate<String> receiver) {
        String wanted = attribute;
        while (!wanted.isEmpty()) {
            Optional<Entry> entry = server.one(dn, wanted);
            Optional<Attribute> given = entry.flatMap(this::given);
            if (given.isEmpty()) {
                return;
            }
            for (String value : given.get().getValues()) {
                if (!receiver.test(value)) {
                    return;
                }
            }
            wanted = next(given.get().getName());
        }
    }

    private Optional<Attribute> given(Entry entry) {
        String start = (attribute + RANGE).toLowerCase(Locale.ROOT);
        return entry.getAttributes().stream()
                .filter(each -> each.getName().toLowerCase(Locale.ROOT).startsWith(start))
                .findFirst()
                .or(() -> Optional.ofNullable(entry.getAttribute(attribute)));
    }

    /** What to ask for next; empty after the last part, whose range ends with a star. */
    private String next(String given) {
        int at = given.toLowerCase(Locale.ROOT).indexOf(RANGE);
        int dash = given.lastIndexOf('-');
        if (at < 0 || dash < at || given.endsWith("*")) {
            return "";
        }
        try {
            long last = Long.parseLong(given.substring(dash + 1));
            return attribute + RANGE + (last + 1) + "-*";
        } catch (NumberFormatException noRange) {
            return "";
        }
    }
}
