/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.share.sql.SharePages.Question;
import org.weft.spi.Database;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.TestContext;

/** No question reads the whole table: each is answered by the index that was made for it. */
@Tag("process")
class PlansTest {

    private static final UserId USER = new UserId("https://idp.example", "einstein", UserType.PRIMARY);

    /** A small table would be read whole. */
    private static final String FILL = "INSERT INTO share (id, kind, revision, storage, space, node, owner, owner_type,"
            + " creator, creator_type, rights, created, modified, expires, description, attributes, grantee, token,"
            + " host, secret_hash, delivery, remote_id) SELECT 'id' || n,"
            + " (ARRAY['user', 'group', 'link', 'ocm-in', 'ocm-out'])[n % 5 + 1], 1, 's', 'space' || n % 100, 'n' || n,"
            + " 'u/' || n % 1000, 'PRIMARY', 'u/' || n % 1000, 'PRIMARY', '', 1, 1, n, '', '', 'g/' || n % 1000, 't' || n,"
            + " 'h' || n % 50, 'h' || n, CASE WHEN n % 1000 = 0 THEN 'PENDING' ELSE 'SENT' END, 'r' || n"
            + " FROM generate_series(1, 20000) n";

    private static Map<ShareQuery.Shape, String> shapes() {
        Map<ShareQuery.Shape, String> shapes = new LinkedHashMap<>();
        shapes.put(new ShareQuery.ByOwner(USER), "share_owner|share_passed_on");
        shapes.put(
                new ShareQuery.ByGrantee(USER, Set.of(new GroupId("idp", "one"), new GroupId("idp", "two"))),
                "share_receiver");
        shapes.put(new ShareQuery.ByResources(Set.of(resource("one"), resource("two"))), "share_node");
        shapes.put(new ShareQuery.BySpace("storage", new SpaceId("space")), "share_space");
        shapes.put(new ShareQuery.ByToken("token"), "share_token");
        shapes.put(new ShareQuery.BySecret("hash"), "share_secret");
        shapes.put(new ShareQuery.ByRemoteId("h1", "id"), "share_received");
        shapes.put(new ShareQuery.ByHost("h1"), "share_host");
        shapes.put(new ShareQuery.ByDelivery(OcmOut.Delivery.PENDING), "share_delivery");
        shapes.put(new ShareQuery.ExpiredBefore(Instant.EPOCH), "share_expires");
        return shapes;
    }

    private static ResourceId resource(String node) {
        return new ResourceId("storage", new SpaceId("space"), new NodeId(node));
    }

    private static List<Question> questions(ShareQuery.Shape shape) {
        Questions.Condition condition = Questions.condition(shape);
        List<Question> questions = new ArrayList<>();
        for (List<String> kinds : List.of(List.<String>of(), List.of("group", "ocm-in", "user"))) {
            questions.add(SharePages.rows(condition, kinds, "after", 100));
        }
        return questions;
    }

    private static List<String> plan(Connection connection, String explain, int column, Question question)
            throws SQLException {
        List<String> plan = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(explain + question.sql())) {
            int next = 1;
            for (Object value : question.values()) {
                select.setObject(next++, value);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    plan.add(rows.getString(column));
                }
            }
        }
        return plan;
    }

    @Test
    void sqlite_answers_each_question_by_its_index(@TempDir Path tmp) throws SQLException {
        try (TestContext context = TestContext.in(tmp)) {
            Database database = context.database(Database.Durability.DURABLE);
            SqlShareStore.migrate(database);
            try (Connection connection = database.source().getConnection()) {
                for (Map.Entry<ShareQuery.Shape, String> shape : shapes().entrySet()) {
                    for (Question question : questions(shape.getKey())) {
                        List<String> searches = plan(connection, "EXPLAIN QUERY PLAN ", 4, question).stream()
                                .filter(line -> line.contains(" share"))
                                .toList();
                        assertThat(searches)
                                .as(question.sql())
                                .isNotEmpty()
                                .allMatch(line -> line.matches(
                                        "SEARCH share USING (COVERING )?INDEX (" + shape.getValue() + ") .*"));
                    }
                }
            }
        }
    }

    @Test
    void postgresql_answers_each_question_by_its_index() throws IOException, InterruptedException, SQLException {
        try (PostgresServer server = PostgresServer.start();
                LentPostgres database = new LentPostgres(server.newDatabase(), "plans")) {
            SqlShareStore.migrate(database);
            try (Connection connection = database.source().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(FILL);
                statement.execute("ANALYZE share");
                for (Map.Entry<ShareQuery.Shape, String> shape : shapes().entrySet()) {
                    for (Question question : questions(shape.getKey())) {
                        assertThat(String.join("\n", plan(connection, "EXPLAIN ", 1, question)))
                                .as(question.sql())
                                .containsPattern("(" + shape.getValue() + ")")
                                .doesNotContain("Seq Scan");
                    }
                }
            }
        }
    }
}
