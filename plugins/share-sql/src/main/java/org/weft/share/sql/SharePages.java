/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.weft.spi.Sink;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;

/**
 * Reads pages of shares. Where an index has the answers in the order of ids, a window of rows is read after the other. Where
 * the answers come from several places of an index and have to be sorted, the ids of the page are read first, from the index
 * alone, and then the rows: else every window would sort all that is still to come.
 */
final class SharePages {

    /** Rows that are read at a time. */
    static final int WINDOW = 500;

    private final Sql sql;

    SharePages(Sql sql) {
        this.sql = sql;
    }

    /**
     * A statement.
     *
     * @param sql with a question mark for each value
     * @param values texts and numbers
     */
    record Question(String sql, List<Object> values) {}

    void push(ShareQuery query, Sink<Share> sink) throws IOException {
        Questions.Condition condition = Questions.condition(query.shape());
        List<String> kinds = ShareRow.kinds(query.kinds());
        String after = query.after().map(ShareId::value).orElse("");
        if (condition.isOrdered()) {
            pushOrdered(condition, kinds, after, query.limit(), sink);
        } else {
            pushSorted(read(ids(condition, kinds, after, query.limit()), row -> row.getString(1)), sink);
        }
    }

    private void pushOrdered(
            Questions.Condition condition, List<String> kinds, String first, int limit, Sink<Share> sink)
            throws IOException {
        String after = first;
        int left = limit;
        while (left > 0) {
            int wanted = Math.min(left, WINDOW);
            List<Share> window = read(rows(condition, kinds, after, wanted), ShareRow::read);
            if (!push(window, sink) || window.size() < wanted) {
                return;
            }
            after = window.getLast().id().value();
            left -= wanted;
        }
    }

    /** A share that is removed meanwhile is left out. */
    private void pushSorted(List<String> ids, Sink<Share> sink) throws IOException {
        for (int start = 0; start < ids.size(); start += WINDOW) {
            List<String> some = ids.subList(start, Math.min(ids.size(), start + WINDOW));
            if (!push(read(named(some), ShareRow::read), sink)) {
                return;
            }
        }
    }

    private static boolean push(List<Share> window, Sink<Share> sink) {
        for (Share share : window) {
            if (!sink.accept(share)) {
                return false;
            }
        }
        return true;
    }

    /** The rows of a page; for a condition that is ordered. */
    static Question rows(Questions.Condition condition, List<String> kinds, String after, int limit) {
        return page("*", condition, kinds, after, limit);
    }

    /** The ids of a page. */
    static Question ids(Questions.Condition condition, List<String> kinds, String after, int limit) {
        return page("id", condition, kinds, after, limit);
    }

    private static Question page(
            String columns, Questions.Condition condition, List<String> kinds, String after, int limit) {
        String ofKinds = kinds.isEmpty() ? "" : " AND kind IN (" + Questions.marks(kinds.size(), "?") + ")";
        List<Object> values = new ArrayList<>();
        for (List<Object> alternative : condition.values()) {
            values.addAll(alternative);
            values.addAll(kinds);
            values.add(after);
        }
        values.add(limit);
        // SQLite would rather read the whole table in the order of ids than sort a range, unless it can't.
        String id = condition.order() == Questions.Order.RANGE ? "id || ''" : "id";
        String text = condition.alternatives().stream()
                .map(each -> "SELECT " + columns + " FROM share WHERE " + each + ofKinds + " AND " + id + " > ?")
                .collect(Collectors.joining(" UNION "));
        return new Question(text + " ORDER BY " + id + " LIMIT ?", values);
    }

    /** The rows of some ids. */
    static Question named(List<String> ids) {
        String text = "SELECT * FROM share WHERE id IN (" + Questions.marks(ids.size(), "?") + ") ORDER BY id";
        return new Question(text, List.copyOf(ids));
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(Question question, Reading<T> reading) throws IOException {
        return sql.read(connection -> read(connection, question, reading));
    }

    private static <T> List<T> read(Connection connection, Question question, Reading<T> reading) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(question.sql())) {
            int next = 1;
            for (Object value : question.values()) {
                select.setObject(next++, value);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(reading.of(rows));
                }
            }
        }
        return found;
    }
}
