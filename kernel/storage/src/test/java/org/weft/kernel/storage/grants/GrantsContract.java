/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PropertyName;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/** Rights of others in a space, whichever database keeps them. */
public abstract class GrantsContract extends GrantGiversContract {

    @Test
    void what_is_not_granted_is_not_there() {
        Target file = hers("a/b/c");
        hidden(() -> files.stat(ben, file, StatSpec.node()));
        hidden(() -> read(ben, file));
        hidden(() -> write(ben, file, "no"));
        hidden(() -> files.delete(ben, file, WriteConditions.plain()));
        hidden(() -> grants.list(ben, file));
    }

    @Test
    void a_grant_on_a_folder_holds_for_all_below_and_for_nothing_beside() {
        Target other = hers("other");
        grant("a", "ben", Rights.read());
        assertThat(read(ben, hers("a/b/c"))).isEqualTo("text");
        assertThat(names(ben, hers("a"))).containsExactly("b");
        assertThat(names(ben, hers("a/b"))).containsExactly("c");
        assertThat(rights(ben, hers("a/b/c"))).isEqualTo(Rights.read().and(rights(anna, hers("a/b/c"))));
        refused(() -> write(ben, hers("a/b/c"), "no"));
        refused(() -> write(ben, hers("a").resolve("new"), "no"));
        refused(() -> files.makeFolder(ben, hers("a").resolve("new"), Optional.empty(), WriteConditions.plain()));
        refused(() -> files.delete(ben, hers("a/b/c"), WriteConditions.plain()));
        hidden(() -> files.stat(ben, other, StatSpec.node()));
        hidden(() -> files.stat(eve, hers("a"), StatSpec.node()));
    }

    @Test
    void a_grant_on_a_file_shows_the_file_and_not_its_folder() {
        grant("a/b/c", "ben", Rights.read());
        assertThat(read(ben, hers("a/b/c"))).isEqualTo("text");
        hidden(() -> files.stat(ben, hers("a/b"), StatSpec.node()));
        hidden(() -> names(ben, hers("a/b")));
        Resource seen = files.stat(ben, hers("a/b/c"), StatSpec.node());
        assertThat(seen.path()).isEqualTo(RelPath.parse("c"));
        assertThat(files.stat(anna, hers("a/b/c"), StatSpec.node()).path()).isEqualTo(RelPath.parse("home/a/b/c"));
    }

    @Test
    void a_folder_that_is_named_by_an_id_and_a_path_is_judged_where_it_is() {
        grant("a/b", "ben", EDIT);
        Target top = Target.id(files.home(anna).id());
        assertThat(read(ben, top.resolve(RelPath.parse("a/b/c")))).isEqualTo("text");
        write(ben, top.resolve(RelPath.parse("a/b/new")), "1");
        hidden(() -> read(ben, top.resolve("other")));
        hidden(() -> write(ben, top.resolve("other"), "2"));
        hidden(() -> write(ben, top.resolve("new"), "2"));
        hidden(() -> write(ben, top.resolve(RelPath.parse("a/new")), "2"));
        hidden(() -> files.makeFolder(ben, top.resolve("a"), Optional.empty(), WriteConditions.plain()));
        hidden(() -> names(ben, top));
    }

    @Test
    void nobody_learns_what_is_there_beside_the_grant() {
        grant("a/b", "ben", EDIT);
        Target top = Target.id(files.home(anna).id());
        for (String path : List.of("other", "missing", "missing/deeper", "other/below", "a/missing")) {
            Target target = top.resolve(RelPath.parse(path));
            List<Runnable> acts = List.of(
                    () -> files.stat(ben, target, StatSpec.node()),
                    () -> names(ben, target),
                    () -> read(ben, target),
                    () -> write(ben, target, "x"),
                    () -> files.makeFolder(ben, target, Optional.empty(), WriteConditions.plain()),
                    () -> files.delete(ben, target, WriteConditions.plain()),
                    () -> files.quota(ben, target),
                    () -> grants.list(ben, target),
                    () -> completions
                            .locks()
                            .acquire(ben, target, TestValues.lock(ben, "t", Sharing.EXCLUSIVE, false), true),
                    () -> completions
                            .properties()
                            .change(
                                    ben,
                                    target,
                                    Map.of(new PropertyName("", "p"), "1"),
                                    Set.of(),
                                    WriteConditions.plain()),
                    () -> completions.labels().set(ben, target, "favorite", true),
                    () -> copies.move(
                            ben,
                            hers("a/b/c"),
                            target,
                            new MoveRequest(true, Precondition.none(), WriteConditions.plain())),
                    () -> copies.copy(
                            ben,
                            hers("a/b/c"),
                            target,
                            true,
                            new MoveRequest(true, Precondition.none(), WriteConditions.plain())));
            for (Runnable act : acts) {
                assertThatThrownBy(act::run)
                        .as(path)
                        .isInstanceOf(NotFound.class)
                        .hasMessage(NotVisible.error().getMessage());
            }
        }
        assertThat(storage.picture()).contains("a/b/c=text").contains("other=private");
    }

    @Test
    void an_editor_writes_makes_moves_and_deletes_below_the_grant_alone() {
        grant("a", "ben", EDIT);
        write(ben, hers("a").resolve("new"), "1");
        files.makeFolder(ben, hers("a").resolve("folder"), Optional.empty(), WriteConditions.plain());
        MoveRequest plain = new MoveRequest(false, Precondition.none(), WriteConditions.plain());
        copies.move(ben, hers("a/new"), hers("a/folder").resolve("moved"), plain);
        copies.copy(ben, hers("a/folder"), hers("a").resolve("copy"), true, plain);
        files.delete(ben, hers("a/folder/moved"), WriteConditions.plain());
        write(ben, hers("a/b/c"), "ben's");
        assertThat(storage.picture()).contains("a/copy/moved=1").contains("a/b/c=ben's");
        Target outside = Target.id(files.home(anna).id()).resolve("out");
        hidden(() -> copies.move(ben, hers("a/b"), outside, plain));
    }

    @Test
    void a_group_has_what_each_of_its_members_has() {
        GroupId group = new GroupId("here", "physics");
        grants.add(anna, hers("a"), new Grant.ToGroup(group), Rights.read(), Optional.empty());
        assertThat(read(member("ben", group), hers("a/b/c"))).isEqualTo("text");
        hidden(() -> read(ben, hers("a/b/c")));
        hidden(() -> read(member("ben", new GroupId("there", "physics")), hers("a/b/c")));
    }

    @Test
    void grants_add_up() {
        GroupId group = new GroupId("here", "physics");
        grants.add(anna, hers("a"), new Grant.ToGroup(group), Rights.read(), Optional.empty());
        grant("a/b", "ben", Rights.of(Right.UPLOAD));
        Caller both = member("ben", group);
        write(both, hers("a/b/c"), "yes");
        refused(() -> write(both, hers("a").resolve("n"), "no"));
    }

    @Test
    void a_token_for_looking_is_good_for_looking_alone() {
        grant("a", "ben", MANAGE);
        Caller viewer = new Caller(
                TestValues.id("ben"),
                "ben",
                Set.of(),
                List.of(new Scope.User(Scope.Role.VIEWER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
        assertThat(read(viewer, hers("a/b/c"))).isEqualTo("text");
        refused(() -> write(viewer, hers("a/b/c"), "no"));
        refused(() -> grants.add(viewer, hers("a"), user("eve"), Rights.read(), Optional.empty()));
    }

    // ---- at the commit

    @Test
    void a_grant_that_is_taken_away_during_an_upload_refuses_the_upload() {
        grant("a", "ben", EDIT);
        Target file = hers("a").resolve("slow");
        InputStream body = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                if (begun) {
                    return -1;
                }
                begun = true;
                grants.remove(anna, hers("a"), user("ben"));
                return 'x';
            }
        };
        hidden(() -> files.put(ben, file, PutRequest.simple(OptionalLong.empty()), body));
        assertThat(storage.picture()).doesNotContain("slow");
    }

    @Test
    void a_denial_that_comes_during_an_upload_refuses_the_upload() {
        grant("a", "ben", EDIT);
        Target file = hers("a/b/c");
        InputStream body = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                if (begun) {
                    return -1;
                }
                begun = true;
                grants.deny(anna, hers("a/b"), user("ben"));
                return 'x';
            }
        };
        hidden(() -> files.put(ben, file, PutRequest.simple(OptionalLong.empty()), body));
        assertThat(storage.picture()).contains("a/b/c=text");
    }

    @Test
    void once_a_grant_is_taken_away_nothing_is_written_by_it_any_more() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Target file = hers("a/b/c");
        List<Future<?>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                writers.add(threads.submit(() -> writeOnAndOn(file, over, written)));
            }
            try {
                for (int round = 0; round < 20; round++) {
                    giveAndTake(written, "round " + round);
                }
            } finally {
                over.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
    }

    private void writeOnAndOn(Target file, AtomicBoolean over, AtomicInteger written) {
        while (!over.get()) {
            try {
                write(ben, file, "ben's");
                written.incrementAndGet();
            } catch (NotFound | Forbidden refused) {
                Thread.onSpinWait();
            }
        }
    }

    private void giveAndTake(AtomicInteger written, String when) {
        int before = written.get();
        grant("a", "ben", EDIT);
        while (written.get() == before) {
            Thread.onSpinWait();
        }
        grants.remove(anna, hers("a"), user("ben"));
        String etag = etag();
        for (int look = 0; look < 20; look++) {
            assertThat(etag()).as(when).isEqualTo(etag);
        }
    }

    private String etag() {
        return files.stat(anna, at("home/a/b/c"), StatSpec.node()).node().etag();
    }

    // ---- what it costs

    @Test
    void without_a_grant_and_for_the_owner_a_write_asks_for_nothing_before() {
        Target file = at("home/new");
        put(files, anna, "home/warm", "1");
        storage.stats.set(0);
        put(files, anna, "home/new", "1");
        assertThat(storage.stats.get()).isZero();
        grant("a/b", "ben", EDIT);
        storage.stats.set(0);
        put(files, anna, "home/new", "2");
        assertThat(storage.stats.get()).isZero();
        assertThat(read(anna, file)).isEqualTo("2");
    }

    @Test
    void a_listing_asks_no_more_for_many_children_than_for_one() {
        grant("a", "ben", Rights.read());
        for (int i = 0; i < 500; i++) {
            put(files, anna, "home/a/b/f" + i, "1");
        }
        grants.deny(anna, hers("a/b/f7"), user("ben"));
        Target folder = hers("a/b");
        names(ben, folder);
        storage.stats.set(0);
        assertThat(names(ben, folder)).hasSize(500).doesNotContain("f7");
        assertThat(storage.stats.get()).isLessThanOrEqualTo(2);
    }

    // ---- everyone's folders

    @Test
    void in_a_storage_without_owner_its_managers_give_and_deny() {
        MemoryStorage common = MemoryStorage.plain();
        Mount shared = new Mount(
                "common",
                "id-common",
                RelPath.parse("common"),
                Mount.Everyone.READ,
                PrincipalSet.of(Set.of("anna")),
                Set.of(),
                DriverHandle.fixed("common", common));
        StorageServices site = new StorageServices(TestValues.places(shared), database, LockLimits.usual(), clock);
        folder(site.files(), anna, "common/open");
        put(site.files(), anna, "common/secret", "s");
        put(site.files(), anna, "common/open/f", "o");
        refused(() -> put(site.files(), ben, "common/open/g", "no"));
        refused(() -> site.grants().add(ben, at("common/open"), user("ben"), Rights.all(), Optional.empty()));
        site.grants().add(anna, at("common/open"), user("ben"), EDIT, Optional.empty());
        site.grants().deny(anna, at("common/secret"), user("ben"));
        put(site.files(), ben, "common/open/g", "yes");
        refused(() -> put(site.files(), ben, "common/g", "no"));
        hidden(() -> site.files().stat(ben, at("common/secret"), StatSpec.node()));
        assertThat(site.files().stat(eve, at("common/secret"), StatSpec.node()).isFolder())
                .isFalse();
    }

    @Test
    void where_the_operator_switched_grants_off_nobody_gets_in_by_one_and_what_was_closed_stays_so() {
        grant("a", "ben", EDIT);
        Mount off = TestValues.mount("home", Mount.Everyone.NONE, storage, "grants");
        StorageServices site = new StorageServices(TestValues.places(off), database, LockLimits.usual(), clock);
        Target a = hers("a");
        hidden(() -> site.files().stat(ben, a, StatSpec.node()));
        assertThatThrownBy(() -> site.grants().list(anna, a)).isInstanceOf(WeftException.Unsupported.class);
        assertThat(site.files().stat(anna, a, StatSpec.node()).rights().has(Right.ADD_GRANT))
                .isFalse();
    }
}
