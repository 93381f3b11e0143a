/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.share.sql.SqlShareConfig;
import org.weft.share.sql.SqlShareFactory;
import org.weft.spi.Database;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareStore;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;
import org.weft.testkit.LendingContext;
import org.weft.testkit.TestContext;

/**
 * What questions to a share store cost: one of so many shares, of which a user owns 10 000 and receives 10 000, 4 000 by name
 * and the rest through 20 groups.
 *
 * <p>Arguments: {@code fill|measure FOLDER SHARES [postgresql://…]}.
 */
public final class ShareLoad {

    private static final String IDP = "https://idp.example.org";
    private static final UserId USER = new UserId(IDP, "einstein", UserType.PRIMARY);
    private static final int MANY = 10_000;
    private static final int BY_NAME = 4_000;
    private static final int GROUPS = 20;
    private static final int IN_A_SPACE = 1_000;
    private static final int PAGE = 1_000;
    private static final int BATCH = 10_000;
    private static final Set<Class<? extends Share>> RECEIVED = Set.of(UserShare.class, GroupShare.class, OcmIn.class);

    private final ShareStore store;
    private final int shares;
    private final Measuring measuring;
    private final Random random = new Random(1);

    private ShareLoad(ShareStore store, int shares, PrintStream out) {
        this.store = store;
        this.shares = shares;
        this.measuring = new Measuring(out);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int shares = Integer.parseInt(arguments[2]);
        Optional<String> url = arguments.length > 3 ? Optional.of(arguments[3]) : Optional.empty();
        try (StateDatabase home = StateDatabase.open(folder, url);
                PluginDatabases databases = new PluginDatabases(home);
                TestContext context = TestContext.in(folder.resolve("state"))) {
            Database database = databases.lend("shares-" + shares, Database.Durability.DURABLE);
            ShareStore store =
                    new SqlShareFactory().create(new SqlShareConfig(), LendingContext.with(context, database));
            store.start();
            ShareLoad load = new ShareLoad(store, shares, System.out);
            if (arguments[0].equals("fill")) {
                load.fill(database);
            } else {
                load.measure();
            }
            store.close();
        }
    }

    /** Enters rows as the store would, but many at a time. */
    private void fill(Database database) throws SQLException {
        for (int start = 0; start < shares; start += BATCH) {
            int first = start;
            database.transaction(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO share (id, kind, revision,"
                                + " storage, space, node, owner, owner_type, creator, creator_type, rights, created,"
                                + " modified, description, attributes, grantee, grantee_type, token, display_name, quick,"
                                + " notify_uploads, notify_recipients) VALUES (?, ?, 1, 'storage', ?, ?, ?, 'PRIMARY', ?,"
                                + " 'PRIMARY', 'STAT LIST READ', 1, 1, '', '', ?, ?, ?, '', 0, 0, '')");
                        PreparedStatement decide = connection.prepareStatement("INSERT INTO reception (receiver, share,"
                                + " receiver_type, state, hidden, mount_point, alias, revision)"
                                + " VALUES (?, ?, 'PRIMARY', 'ACCEPTED', 0, ?, '', 1)")) {
                    for (int i = first; i < Math.min(shares, first + BATCH); i++) {
                        enter(insert, decide, i);
                    }
                    decide.executeBatch();
                    return insert.executeBatch().length;
                }
            });
        }
    }

    private void enter(PreparedStatement insert, PreparedStatement decide, int i) throws SQLException {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        boolean received = i < MANY;
        boolean link = !received && i % 5 == 0;
        boolean toGroup = received ? i >= BY_NAME : i % 5 == 1;
        String owner = i >= MANY && i < 2 * MANY ? user("einstein") : user("user-" + i % 50_000);
        insert.setString(1, id);
        insert.setString(2, link ? "link" : toGroup ? "group" : "user");
        insert.setString(3, space(i));
        insert.setString(4, node(i));
        insert.setString(5, owner);
        insert.setString(6, owner);
        insert.setString(7, link ? null : grantee(i, received, toGroup));
        insert.setString(8, link ? null : toGroup ? "" : "PRIMARY");
        insert.setString(9, link ? token(i) : null);
        insert.addBatch();
        if (received) {
            decide.setString(1, user("einstein"));
            decide.setString(2, id);
            decide.setString(3, "/Shares/" + node(i));
            decide.addBatch();
        }
    }

    private static String grantee(int i, boolean received, boolean toGroup) {
        if (received) {
            return toGroup ? group("group-" + i % GROUPS) : user("einstein");
        }
        return toGroup ? group("other-" + i % 5_000) : user("receiver-" + i % 50_000);
    }

    private static String user(String name) {
        return "u/" + URLEncoder.encode(IDP, StandardCharsets.UTF_8) + "/" + name;
    }

    private static String group(String name) {
        return "g/" + URLEncoder.encode(IDP, StandardCharsets.UTF_8) + "/" + name;
    }

    private static String space(int i) {
        return "space-" + i / IN_A_SPACE;
    }

    private static String node(int i) {
        return "node-" + i;
    }

    private static String token(int i) {
        return "token-" + i;
    }

    private void measure() throws IOException {
        Set<GroupId> groups = new HashSet<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new GroupId(IDP, "group-" + i));
        }
        ShareQuery.Shape received = new ShareQuery.ByGrantee(USER, groups);
        time("received, a page of 100", 100, () -> page(received, 100).size());
        time("received, a page of 1 000", PAGE, () -> page(received, PAGE).size());
        time("received, all 10 000", MANY, () -> page(received, MANY).size());
        time("received, all 10 000 in pages of 1 000", MANY, () -> pages(received, RECEIVED));
        time("what was made of all 10 000", MANY, this::receptions);
        time(
                "owned, a page of 1 000",
                PAGE,
                () -> page(new ShareQuery.ByOwner(USER), PAGE).size());
        time(
                "owned, all 10 000",
                MANY,
                () -> page(new ShareQuery.ByOwner(USER), MANY).size());
        time("owned, all 10 000 in pages of 1 000", MANY, () -> pages(new ShareQuery.ByOwner(USER), Set.of()));
        time(
                "by token",
                1,
                () -> page(new ShareQuery.ByToken(token(aLink())), PAGE).size());
        time(
                "in a space of 1 000",
                IN_A_SPACE,
                () -> page(
                                new ShareQuery.BySpace(
                                        "storage",
                                        new SpaceId(space(random.nextInt(shares / IN_A_SPACE) * IN_A_SPACE))),
                                PAGE)
                        .size());
        time(
                "of 1 000 resources",
                PAGE,
                () -> page(new ShareQuery.ByResources(someResources()), PAGE).size());
    }

    private interface Counted {
        int run() throws IOException;
    }

    /** Measures a question, and refuses an answer that is not the whole one. */
    private void time(String what, int expected, Counted question) throws IOException {
        measuring.time(what, () -> {
            int found = question.run();
            if (found != expected) {
                throw new IllegalStateException(what + ": " + found + " instead of " + expected);
            }
        });
    }

    private int aLink() {
        return 2 * MANY + 5 * random.nextInt((shares - 2 * MANY) / 5);
    }

    private Set<ResourceId> someResources() {
        Set<ResourceId> resources = new HashSet<>();
        while (resources.size() < PAGE) {
            int i = random.nextInt(shares);
            resources.add(new ResourceId("storage", new SpaceId(space(i)), new NodeId(node(i))));
        }
        return resources;
    }

    private List<Share> page(ShareQuery.Shape shape, int limit) throws IOException {
        List<Share> found = new ArrayList<>();
        store.query(new ShareQuery(shape, Set.of(), Optional.empty(), limit), found::add);
        return found;
    }

    private int pages(ShareQuery.Shape shape, Set<Class<? extends Share>> kinds) throws IOException {
        int count = 0;
        Optional<ShareId> after = Optional.empty();
        while (true) {
            List<Share> found = new ArrayList<>();
            store.query(new ShareQuery(shape, kinds, after, PAGE), found::add);
            count += found.size();
            if (found.size() < PAGE) {
                return count;
            }
            after = Optional.of(found.getLast().id());
        }
    }

    private int receptions() throws IOException {
        int[] count = new int[1];
        store.receptions(USER, reception -> {
            count[0]++;
            return true;
        });
        return count[0];
    }
}
