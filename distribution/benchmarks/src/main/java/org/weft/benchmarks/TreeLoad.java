/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.weft.blobtree.BlobTree;
import org.weft.blobtree.Blobs;
import org.weft.blobtree.TreeSettings;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.Caller;
import org.weft.spi.Database;
import org.weft.spi.Sink;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.storage.localfs.LocalFsConfig;
import org.weft.storage.localfs.LocalFsFactory;
import org.weft.storage.localfs.MakeRoom;
import org.weft.testkit.LendingContext;
import org.weft.testkit.TestContext;

/**
 * What the tree of a blob store costs without the store: a storage of so many files, in folders of a thousand, over a store
 * that forgets contents at once.
 *
 * <p>Arguments: {@code fill|measure FOLDER FILES [postgresql://…]}, or {@code localfs FOLDER} for a listing beside it. With
 * {@code -Donly=put} only what begins so is measured.
 */
public final class TreeLoad {

    private static final int IN_A_FOLDER = 1000;
    private static final int WIDE = 10_000;
    private static final Caller CALLER = new Caller(
            new UserId("https://idp.example.org", "einstein", UserType.PRIMARY),
            "einstein",
            Set.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new TraceId("benchmark"));

    private final StorageDriver tree;
    private final int files;
    private final PrintStream out;
    private final Measuring measuring;
    private final Random random = new Random(1);
    private long count;

    private TreeLoad(StorageDriver tree, int files, PrintStream out) {
        this.tree = tree;
        this.files = files;
        this.out = out;
        this.measuring = new Measuring(out);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        if (arguments[0].equals("localfs")) {
            localfs(folder);
            return;
        }
        int files = Integer.parseInt(arguments[2]);
        Optional<String> url = arguments.length > 3 ? Optional.of(arguments[3]) : Optional.empty();
        try (StateDatabase home = StateDatabase.open(folder, url);
                PluginDatabases databases = new PluginDatabases(home);
                TestContext context = TestContext.in(folder.resolve("state"))) {
            Database database = databases.lend("tree-" + files, Database.Durability.DURABLE);
            BlobTree tree = new BlobTree(
                    new Forgetting(folder.resolve("small-" + files)),
                    LendingContext.with(context, database),
                    TreeSettings.simple());
            tree.start();
            TreeLoad load = new TreeLoad(tree, files, System.out);
            if (arguments[0].equals("fill")) {
                load.fill(database);
            } else {
                load.measure();
            }
            tree.close();
        }
    }

    private static void localfs(Path folder) throws IOException {
        Path root = folder.resolve("localfs");
        try (TestContext context = TestContext.in(folder.resolve("localfs-state"))) {
            StorageDriver driver = new LocalFsFactory()
                    .create(
                            new LocalFsConfig(
                                    root,
                                    true,
                                    Optional.empty(),
                                    Duration.ZERO,
                                    0,
                                    0,
                                    10,
                                    Duration.ofDays(90),
                                    Duration.ofDays(30),
                                    Optional.empty(),
                                    MakeRoom.NONE),
                            context);
            driver.start();
            if (!Files.exists(root.resolve("wide"))) {
                driver.makeFolder(CALLER, at("wide"), MakeSpec.simple());
                for (int child = 0; child < WIDE; child++) {
                    Files.write(root.resolve("wide/file-" + child + ".txt"), new byte[10]);
                }
            }
            new TreeLoad(driver, 0, System.out).measuring.time("list of 10 000", () -> list(driver, "wide"));
            driver.close();
        }
    }

    private static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    private static void list(StorageDriver tree, String path) throws IOException {
        tree.list(CALLER, at(path), ListSpec.all(), node -> true);
    }

    /** Enters rows as the tree would, but many at a time. */
    private void fill(Database database) throws IOException, SQLException {
        tree.makeFolder(CALLER, at("all"), MakeSpec.simple());
        tree.makeFolder(CALLER, at("wide"), MakeSpec.simple());
        String all = tree.stat(CALLER, at("all")).id().value();
        rows(database, tree.stat(CALLER, at("wide")).id().value(), "w", WIDE);
        for (int folder = 0; folder < files / IN_A_FOLDER; folder++) {
            String id = "folder" + folder;
            int number = folder;
            database.transaction(connection -> {
                try (PreparedStatement insert = insert(connection)) {
                    row(insert, id, all, "folder-" + number, true);
                    return insert.executeBatch().length;
                }
            });
            rows(database, id, "f" + folder + "x", IN_A_FOLDER);
        }
        database.transaction(connection -> {
            try (PreparedStatement analyse = connection.prepareStatement("ANALYZE")) {
                return analyse.execute();
            }
        });
        try (Connection connection = database.source().getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM node");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            out.println(rows.getLong(1) + " nodes");
        }
    }

    private static PreparedStatement insert(Connection connection) throws SQLException {
        return connection.prepareStatement("INSERT INTO node (id, parent, name, folder, state, space, size, held,"
                + " etag, mtime, changed, revision, stamp, blob, checksums) VALUES (?, ?, ?, ?, 0, 0, 10, 10, ?, 1, 1, 1,"
                + " ?, ?, 'SHA1:da39a3ee5e6b4b0d3255bfef95601890afd80709')");
    }

    private static void row(PreparedStatement insert, String id, String parent, String name, boolean folder)
            throws SQLException {
        insert.setString(1, id);
        insert.setString(2, parent);
        insert.setString(3, name);
        insert.setInt(4, folder ? 1 : 0);
        insert.setString(5, "e" + id);
        insert.setString(6, "s" + id);
        insert.setString(7, folder ? null : "b" + id);
        insert.addBatch();
    }

    private static void rows(Database database, String parent, String prefix, int number) throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement insert = insert(connection)) {
                for (int i = 0; i < number; i++) {
                    row(insert, prefix + i, parent, "file-" + i + ".txt", false);
                }
                return insert.executeBatch().length;
            }
        });
    }

    private String any() {
        return "all/folder-" + random.nextInt(files / IN_A_FOLDER) + "/file-" + random.nextInt(IN_A_FOLDER) + ".txt";
    }

    private String anyFolder() {
        return "all/folder-" + random.nextInt(files / IN_A_FOLDER);
    }

    private void measure() throws IOException {
        String run = Long.toString(System.nanoTime(), 36);
        measuring.time("stat", () -> tree.stat(CALLER, at(any())));
        measuring.time("list of 1 000", () -> list(tree, anyFolder()));
        measuring.time("list of 10 000", () -> list(tree, "wide"));
        measuring.time(
                "put, new",
                () -> tree.put(
                        CALLER,
                        at("all/folder-0/" + run + count++),
                        PutSpec.simple(),
                        new ByteArrayInputStream(new byte[10])));
        measuring.time(
                "put, over",
                () -> tree.put(
                        CALLER, at("all/folder-0/over"), PutSpec.simple(), new ByteArrayInputStream(new byte[10])));
        measuring.time(
                "put, over any",
                () -> tree.put(CALLER, at(any()), PutSpec.simple(), new ByteArrayInputStream(new byte[10])));
        measuring.time("move of a file, and back", () -> {
            tree.move(CALLER, at("wide/file-0.txt"), at("all/folder-0/" + run + "-moved"), MoveSpec.simple());
            tree.move(CALLER, at("all/folder-0/" + run + "-moved"), at("wide/file-0.txt"), MoveSpec.simple());
        });
        measuring.time("renaming of a folder of " + files + " files, and back", () -> {
            tree.move(CALLER, at("all"), at("everything"), MoveSpec.simple());
            tree.move(CALLER, at("everything"), at("all"), MoveSpec.simple());
        });
    }

    /** A store that keeps the one object that names the tree, and forgets all else at once. */
    private static final class Forgetting implements Blobs {
        private final Path tree;

        Forgetting(Path tree) {
            this.tree = tree;
        }

        @Override
        public long write(String key, InputStream body, OptionalLong length) throws IOException {
            return body.transferTo(OutputStream.nullOutputStream());
        }

        @Override
        public InputStream read(String key, long offset, long length) {
            return InputStream.nullInputStream();
        }

        @Override
        public void copy(String from, String to, long size) {}

        @Override
        public void delete(List<String> keys) {}

        @Override
        public void list(String prefix, Sink<Entry> sink) {}

        @Override
        public void put(String key, byte[] content) throws IOException {
            if (key.equals("tree")) {
                Files.write(tree, content, StandardOpenOption.CREATE);
            }
        }

        @Override
        public Optional<byte[]> get(String key) throws IOException {
            return key.equals("tree") && Files.exists(tree) ? Optional.of(Files.readAllBytes(tree)) : Optional.empty();
        }

        @Override
        public void close() {}
    }
}
