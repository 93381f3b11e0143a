/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareQuery;

/** The closed set of questions as conditions, each with an index of its own. */
final class Questions {

    /** What SQLite takes at most in one statement, less what else there is. */
    private static final int MOST = 32_000;

    private Questions() {}

    /**
     * A condition.
     *
     * @param sql the condition, with a question mark for each value
     * @param values texts and numbers
     */
    record Condition(String sql, List<Object> values) {
        static Condition of(String sql, Object... values) {
            return new Condition(sql, List.of(values));
        }
    }

    static Condition condition(ShareQuery.Shape shape) {
        return switch (shape) {
            case ShareQuery.ByOwner by -> owner(Parties.key(by.user()));
            case ShareQuery.ByGrantee by -> grantee(by);
            case ShareQuery.ByResources by -> resources(by);
            case ShareQuery.BySpace by ->
                Condition.of(
                        "storage = ? AND space = ?", by.storage(), by.space().value());
            case ShareQuery.ByToken by -> Condition.of("token = ?", by.token());
            case ShareQuery.BySecret by -> Condition.of("secret_hash = ?", by.secretHash());
            case ShareQuery.ByRemoteId by ->
                Condition.of("kind = 'ocm-in' AND host = ? AND remote_id = ?", by.host(), by.remoteId());
            case ShareQuery.ByHost by -> Condition.of("host = ?", by.host());
            case ShareQuery.ByDelivery by ->
                Condition.of("delivery = ?", by.delivery().name());
            case ShareQuery.ExpiredBefore by -> Condition.of("expires <= ?", Columns.micros(by.moment()));
        };
    }

    /** Two look-ups, of which each has an index; a condition with OR would make the database read the whole table. */
    private static Condition owner(String key) {
        return Condition.of(
                "id IN (SELECT id FROM share WHERE owner = ? UNION SELECT id FROM share WHERE creator = ?)", key, key);
    }

    private static Condition grantee(ShareQuery.ByGrantee by) {
        List<Object> keys = new ArrayList<>();
        keys.add(Parties.key(by.user()));
        by.groups().forEach(group -> keys.add(Parties.key(group)));
        requireFew(keys.size(), "groups");
        return new Condition("grantee IN (" + marks(keys.size(), "?") + ")", keys);
    }

    private static Condition resources(ShareQuery.ByResources by) {
        if (by.resources().isEmpty()) {
            return Condition.of("1 = 0");
        }
        requireFew(3 * by.resources().size(), "resources");
        List<Object> values = new ArrayList<>();
        for (ResourceId resource : by.resources()) {
            values.add(resource.storage());
            values.add(resource.space().value());
            values.add(resource.node().value());
        }
        String rows = marks(by.resources().size(), "(?, ?, ?)");
        return new Condition("(storage, space, node) IN (VALUES " + rows + ")", values);
    }

    private static void requireFew(int values, String what) {
        if (values > MOST) {
            throw new InvalidArgument("too many " + what + " in one question");
        }
    }

    static String marks(int count, String mark) {
        return String.join(", ", Collections.nCopies(count, mark));
    }
}
