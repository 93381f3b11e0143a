/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.db.GrantRow;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.OpenFile;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;

/** Moves from one storage to another, and copies under hidden names. */
class CrossStorageMoveTest {

    private static final PropertyName COLOUR = new PropertyName("urn:test", "colour");

    @TempDir
    Path data;

    private final Caller anna = TestValues.caller("anna");
    private final MemoryStorage one = new MemoryStorage();
    private final MemoryStorage two = new MemoryStorage();

    /** What happens before a call of a method of a storage, such as {@code two.put}. */
    private final Map<String, Action> before = new ConcurrentHashMap<>();

    private final TestValues.HandClock clock = new TestValues.HandClock();
    private StateDatabase database;
    private StorageServices services;
    private FileService files;
    private CopyService copies;

    /** Something that happens. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(data);
        services = new StorageServices(
                TestValues.places(
                        TestValues.mount("one", Mount.Everyone.WRITE, watched("one", one)),
                        TestValues.mount("two", Mount.Everyone.WRITE, watched("two", two), "symlinks")),
                database,
                LockLimits.usual(),
                clock);
        files = services.files();
        copies = services.copies();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private StorageDriver watched(String name, StorageDriver driver) {
        return (StorageDriver) Proxy.newProxyInstance(
                StorageDriver.class.getClassLoader(),
                new Class<?>[] {StorageDriver.class},
                (proxy, method, arguments) -> {
                    Action action = before.remove(name + "." + method.getName());
                    if (action != null) {
                        action.run();
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private WriteResult move(String from, String to, boolean overwrite) {
        return copies.move(anna, at(from), at(to), MoveRequest.simple(overwrite));
    }

    private String read(String path) throws IOException {
        try (OpenFile file = files.open(anna, at(path), FileService.Selection.WHOLE);
                InputStream in = TreeCopier.stream(file.content())) {
            return new String(in.readAllBytes(), TestValues.UTF_8);
        }
    }

    private List<String> names(String path) {
        List<String> names = new ArrayList<>();
        files.list(anna, at(path), ListSpec.all(), StatSpec.node(), child -> names.add(child.name()));
        return names;
    }

    /** Everything in a storage's root, hidden names too. */
    private List<String> really(MemoryStorage storage) throws IOException {
        List<String> names = new ArrayList<>();
        storage.list(anna, Ref.path(RelPath.root()), ListSpec.all(), node -> names.add(node.name()));
        return names;
    }

    private void aTree() {
        folder(files, anna, "one/f");
        folder(files, anna, "one/f/g");
        put(files, anna, "one/f/a", "a");
        put(files, anna, "one/f/g/b", "b");
    }

    @Test
    void a_tree_moves_with_its_contents_properties_and_favourites() throws IOException {
        aTree();
        Resource b = files.stat(anna, at("one/f/g/b"), StatSpec.node());
        services.properties().change(anna, at("one/f/g/b"), Map.of(COLOUR, "red"), Set.of(), WriteConditions.plain());
        services.labels().set(anna, at("one/f/g"), "favorite", true);
        WriteResult result = move("one/f", "two/t", false);
        assertThat(result.created()).isTrue();
        assertThat(names("one")).isEmpty();
        assertThat(really(two)).containsExactly("t");
        assertThat(read("two/t/a")).isEqualTo("a");
        assertThat(read("two/t/g/b")).isEqualTo("b");
        Resource moved = files.stat(anna, at("two/t/g/b"), StatSpec.everything());
        assertThat(moved.properties()).containsEntry(COLOUR, "red");
        assertThat(moved.node().mtime()).isEqualTo(b.node().mtime());
        assertThat(files.stat(anna, at("two/t/g"), StatSpec.everything()).labels())
                .contains("favorite");
        assertThat(two.keptItems()).isZero();
    }

    @Test
    void a_taken_name_is_replaced_only_when_it_may_be() throws IOException {
        put(files, anna, "one/a", "new");
        put(files, anna, "two/a", "old");
        assertThatThrownBy(() -> move("one/a", "two/a", false)).isInstanceOf(WeftException.AlreadyExists.class);
        assertThat(read("two/a")).isEqualTo("old");
        assertThat(move("one/a", "two/a", true).created()).isFalse();
        assertThat(read("two/a")).isEqualTo("new");
        assertThat(names("one")).isEmpty();
    }

    @Test
    void a_source_that_changes_while_it_is_copied_stays_and_nothing_appears() throws IOException {
        aTree();
        before.put("two.put", () -> put(files, anna, "one/f/late", "late"));
        assertThatThrownBy(() -> move("one/f", "two/t", false))
                .isInstanceOf(WeftException.Conflict.class)
                .hasMessageContaining("changed");
        assertThat(read("one/f/late")).isEqualTo("late");
        assertThat(read("one/f/a")).isEqualTo("a");
        assertThat(really(two)).isEmpty();
        assertThat(two.keptItems()).isZero();
    }

    @Test
    void a_source_that_changes_at_the_last_moment_stays_and_the_copy_goes() throws IOException {
        aTree();
        before.put("one.delete", () -> put(files, anna, "one/f/g/b", "changed"));
        assertThatThrownBy(() -> move("one/f", "two/t", false)).isInstanceOf(WeftException.Conflict.class);
        assertThat(read("one/f/g/b")).isEqualTo("changed");
        assertThat(really(two)).isEmpty();
    }

    @Test
    void a_lock_below_the_source_is_told_before_anything_is_copied() throws IOException {
        aTree();
        services.locks()
                .acquire(anna, at("one/f/g/b"), TestValues.lock(anna, "token", Sharing.EXCLUSIVE, false), false);
        before.put("two.put", () -> {
            throw new IllegalStateException("copied in vain");
        });
        assertThatThrownBy(() -> move("one/f", "two/t", false)).isInstanceOf(WeftException.Locked.class);
        assertThat(names("two")).isEmpty();
        before.clear();
        copies.move(
                anna,
                at("one/f"),
                at("two/t"),
                new MoveRequest(false, org.weft.spi.storage.Precondition.none(), TestValues.showing("token")));
        assertThat(read("two/t/g/b")).isEqualTo("b");
        put(files, anna, "two/t/g/b", "no lock went along");
    }

    @Test
    void what_the_target_cant_hold_keeps_the_whole_at_its_place() throws IOException {
        aTree();
        files.link(anna, at("one/f/l"), "a", WriteConditions.plain());
        assertThatThrownBy(() -> move("one/f", "two/t", false)).isInstanceOf(WeftException.Unsupported.class);
        assertThat(really(two)).isEmpty();
        assertThat(names("one/f")).containsExactlyInAnyOrder("a", "g", "l");
    }

    @Test
    void a_missing_folder_at_the_target_is_told_as_such() {
        put(files, anna, "one/a", "a");
        assertThatThrownBy(() -> move("one/a", "two/no/a", false))
                .isInstanceOfSatisfying(
                        WeftException.NotFound.class,
                        failure -> assertThat(failure.isParent()).isTrue());
    }

    @Test
    void a_hidden_rest_is_not_listed_and_is_swept_when_its_copy_has_stood_still_for_long() throws IOException {
        aTree();
        before.put("two.put", () -> {
            before.put("two.delete", () -> {
                throw new IOException("the target is gone");
            });
            throw new IOException("the target is gone");
        });
        assertThatThrownBy(() -> move("one/f", "two/t", false)).isInstanceOf(WeftException.Unavailable.class);
        assertThat(read("one/f/g/b")).isEqualTo("b");
        assertThat(really(two)).hasSize(1);
        assertThat(names("two")).isEmpty();
        clock.pass(Duration.ofMinutes(30));
        services.sweep();
        assertThat(really(two)).hasSize(1);
        clock.pass(Duration.ofMinutes(31));
        services.sweep();
        assertThat(really(two)).isEmpty();
        assertThat(two.keptItems()).isZero();
    }

    @Test
    void pages_are_full_although_hidden_names_lie_between() throws IOException {
        folder(files, anna, "two/.~weft-copy-0");
        for (String name : List.of("a", "b", "c")) {
            put(files, anna, "two/" + name, name);
        }
        List<String> page = new ArrayList<>();
        files.list(
                anna, at("two"), new ListSpec(Optional.empty(), 2), StatSpec.node(), child -> page.add(child.name()));
        assertThat(page).containsExactly("a", "b");
    }

    @Test
    void rows_of_what_is_gone_for_good_are_forgotten_after_a_day_and_those_in_the_trash_kept() throws IOException {
        aTree();
        services.properties().change(anna, at("one/f/g/b"), Map.of(COLOUR, "red"), Set.of(), WriteConditions.plain());
        services.properties().change(anna, at("one/f/a"), Map.of(COLOUR, "red"), Set.of(), WriteConditions.plain());
        grantOn(files.stat(anna, at("one/f/g/b"), StatSpec.node()).id());
        assertThat(rows()).isEqualTo(2);
        files.delete(anna, at("one/f/g"), WriteConditions.plain());
        services.sweep();
        clock.pass(Duration.ofHours(25));
        services.sweep();
        assertThat(rows()).isEqualTo(2);
        one.trash()
                .orElseThrow()
                .empty(anna, one.stat(anna, Ref.path(RelPath.root())).space());
        services.sweep();
        clock.pass(Duration.ofHours(23));
        services.sweep();
        assertThat(rows()).isEqualTo(2);
        clock.pass(Duration.ofHours(2));
        services.sweep();
        assertThat(rows()).isEqualTo(1);
        assertThat(count("resource_grant")).isZero();
        assertThat(files.stat(anna, at("one/f/a"), StatSpec.everything()).properties())
                .containsKey(COLOUR);
    }

    private void grantOn(ResourceId id) {
        Grant grant = new Grant(
                new Grant.ToUser(TestValues.id("ben")), Rights.read(), TestValues.id("anna"), Optional.empty());
        new GrantTable(database).put(new GrantRow(new SpaceKey(id.storage(), id.space()), id.node(), grant));
        assertThat(count("resource_grant")).isEqualTo(1);
    }

    private int rows() {
        return count("dead_property");
    }

    private int count(String table) {
        return database.read(connection -> {
            try (var select = connection.prepareStatement("SELECT COUNT(*) FROM " + table);
                    var row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
