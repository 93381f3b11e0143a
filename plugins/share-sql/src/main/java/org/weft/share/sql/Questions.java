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

    /** How an index has the answers. */
    enum Order {
        /** In the order of ids. */
        BY_ID,
        /** At several places, in the order of ids at each. */
        MIXED,
        /** In another order. */
        RANGE
    }

    /**
     * A condition, or several of which one has to hold: a condition with OR would make the database read the whole table.
     *
     * @param alternatives the conditions, with a question mark for each value
     * @param values texts and numbers, of each condition
     * @param order how an index has what answers it
     */
    record Condition(List<String> alternatives, List<List<Object>> values, Order order) {

        /** Equals of which an index consists, with the id behind them, or of which there is only one. */
        static Condition ordered(String sql, Object... values) {
            return new Condition(List.of(sql), List.of(List.of(values)), Order.BY_ID);
        }

        boolean isOrdered() {
            return order == Order.BY_ID;
        }

        static Condition unordered(String sql, List<Object> values) {
            return new Condition(List.of(sql), List.of(values), Order.MIXED);
        }
    }

    static Condition condition(ShareQuery.Shape shape) {
        return switch (shape) {
            case ShareQuery.ByOwner by -> owner(Parties.key(by.user()));
            case ShareQuery.ByGrantee by -> grantee(by);
            case ShareQuery.ByResources by -> resources(by);
            case ShareQuery.BySpace by ->
                Condition.ordered(
                        "storage = ? AND space = ?", by.storage(), by.space().value());
            case ShareQuery.ByToken by -> Condition.ordered("token = ?", by.token());
            case ShareQuery.BySecret by -> Condition.ordered("secret_hash = ?", by.secretHash());
            case ShareQuery.ByRemoteId by ->
                Condition.ordered("kind = 'ocm-in' AND host = ? AND remote_id = ?", by.host(), by.remoteId());
            case ShareQuery.ByHost by -> Condition.ordered("host = ?", by.host());
            case ShareQuery.ByDelivery by ->
                Condition.ordered("delivery = ?", by.delivery().name());
            case ShareQuery.ExpiredBefore by ->
                new Condition(List.of("expires <= ?"), List.of(List.of(Columns.micros(by.moment()))), Order.RANGE);
        };
    }

    private static Condition owner(String key) {
        return new Condition(List.of("owner = ?", "creator = ?"), List.of(List.of(key), List.of(key)), Order.MIXED);
    }

    private static Condition grantee(ShareQuery.ByGrantee by) {
        List<Object> keys = new ArrayList<>();
        keys.add(Parties.key(by.user()));
        by.groups().forEach(group -> keys.add(Parties.key(group)));
        requireFew(keys.size(), "groups");
        return Condition.unordered("grantee IN (" + marks(keys.size(), "?") + ")", keys);
    }

    private static Condition resources(ShareQuery.ByResources by) {
        if (by.resources().isEmpty()) {
            return Condition.ordered("1 = 0");
        }
        requireFew(3 * by.resources().size(), "resources");
        List<Object> values = new ArrayList<>();
        for (ResourceId resource : by.resources()) {
            values.add(resource.storage());
            values.add(resource.space().value());
            values.add(resource.node().value());
        }
        String rows = marks(by.resources().size(), "(?, ?, ?)");
        return Condition.unordered("(storage, space, node) IN (VALUES " + rows + ")", values);
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
