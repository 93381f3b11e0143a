/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.weft.spi.Sink;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;

/**
 * Reads pages of shares, each by one statement: the number of statements must not grow with what is found, and where the answers
 * come from several places of an index, each further statement would sort all that is still to come.
 */
final class SharePages {

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
        String after = query.after().map(ShareId::value).orElse("");
        List<Share> page = read(rows(Questions.condition(query.shape()), Questions.kinds(query), after, query.limit()));
        for (Share share : page) {
            if (!sink.accept(share)) {
                return;
            }
        }
    }

    /** The rows of a page. */
    static Question rows(Questions.Condition condition, List<String> kinds, String after, int limit) {
        String ofKinds = kinds.isEmpty() ? "" : " AND kind IN (" + Questions.marks(kinds.size(), "?") + ")";
        List<Object> values = new ArrayList<>();
        for (List<Object> alternative : condition.values()) {
            values.addAll(alternative);
            values.addAll(kinds);
            values.add(after);
        }
        values.add(limit);
        // SQLite would rather read the whole table in the order of ids than sort a range, unless it can't.
        String id = condition.isRange() ? "id || ''" : "id";
        String text = condition.alternatives().stream()
                .map(each -> "SELECT " + RowReading.COLUMNS + " FROM " + each + ofKinds + " AND " + id + " > ?")
                .collect(Collectors.joining(" UNION ALL "));
        return new Question(text + " ORDER BY " + id + " LIMIT ?", values);
    }

    private List<Share> read(Question question) throws IOException {
        return sql.read(connection -> {
            List<Share> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(question.sql())) {
                int next = 1;
                for (Object value : question.values()) {
                    select.setObject(next++, value);
                }
                try (ResultSet rows = select.executeQuery()) {
                    RowReading reading = new RowReading();
                    while (rows.next()) {
                        found.add(reading.read(rows));
                    }
                }
            }
            return found;
        });
    }
}
