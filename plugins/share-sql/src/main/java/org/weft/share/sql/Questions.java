/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.UserShare;

/** The closed set of questions as conditions, each with an index of its own. */
final class Questions {

    /** What SQLite takes at most in one statement, less what else there is. */
    private static final int MOST = 32_000;

    private Questions() {}

    /**
     * A condition, or several that never hold together: a condition with OR would make the database read the whole table.
     *
     * @param alternatives tables and conditions, with a question mark for each value
     * @param values texts and numbers, of each condition
     * @param isRange whether an index has what answers it in another order than that of ids, and in one go
     */
    record Condition(List<String> alternatives, List<List<Object>> values, boolean isRange) {

        static Condition of(String sql, Object... values) {
            return new Condition(List.of(where(sql)), List.of(List.of(values)), false);
        }

        private static String where(String condition) {
            return "share WHERE " + condition;
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
            case ShareQuery.ExpiredBefore by ->
                new Condition(
                        List.of(Condition.where("expires <= ?")), List.of(List.of(Columns.micros(by.moment()))), true);
        };
    }

    /** Either index has its shares in the order of ids, so that the two are merged as they are read. */
    private static Condition owner(String key) {
        return new Condition(
                List.of(Condition.where("owner = ?"), Condition.where("creator = ? AND creator <> owner")),
                List.of(List.of(key), List.of(key)),
                false);
    }

    /** The kinds of which alone there is something to find; with them named, an index has what is asked for in the order of ids. */
    static List<String> kinds(ShareQuery query) {
        boolean all = query.kinds().isEmpty() && query.shape() instanceof ShareQuery.ByGrantee;
        return ShareRow.kinds(all ? Set.of(UserShare.class, GroupShare.class, OcmIn.class) : query.kinds());
    }

    private static Condition grantee(ShareQuery.ByGrantee by) {
        List<Object> keys = new ArrayList<>();
        keys.add(Parties.key(by.user()));
        by.groups().forEach(group -> keys.add(Parties.key(group)));
        requireFew(keys.size(), "groups");
        return Condition.of("grantee IN (" + marks(keys.size(), "?") + ")", keys.toArray());
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
        // With the look-ups in this order; the other way round SQLite goes through the whole table and looks up each
        // row.
        return new Condition(
                List.of("(VALUES " + rows + ") AS wanted CROSS JOIN share WHERE share.storage = wanted.column1"
                        + " AND share.space = wanted.column2 AND share.node = wanted.column3"),
                List.of(values),
                false);
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
