/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.service.Cases.at;
import static org.weft.kernel.service.Cases.caller;
import static org.weft.kernel.service.Cases.folder;
import static org.weft.kernel.service.Cases.put;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.MemoryStorage;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.state.StateDatabase;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits.Trait;

class FilesTest {

    @TempDir
    private Path data;

    private final Caller anna = caller("anna");
    private final Caller ben = caller("ben");
    private final MemoryStorage homes = new MemoryStorage(true, Trait.STABLE_IDS);
    private final MemoryStorage shared = MemoryStorage.plain();
    private StateDatabase database;
    private Files files;

    @BeforeEach
    void open() {
        database = StateDatabase.open(data, Optional.empty());
        files = over(
                Cases.mount("home", Mount.Everyone.WRITE, homes),
                Cases.mount("shared", Mount.Everyone.WRITE, shared),
                Cases.mount("deep/er", Mount.Everyone.READ, MemoryStorage.plain()),
                Cases.mount("hidden", Mount.Everyone.NONE, MemoryStorage.plain()));
    }

    private Files over(Mount... mounts) {
        return new Completions(Cases.places(mounts), database, LockLimits.usual(), Clock.systemUTC()).files();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String read(Caller caller, String path) throws IOException {
        try (Opened opened = files.open(caller, at(path), Files.Selection.WHOLE);
                InputStream in = NodeCopies.stream(opened.content())) {
            return new String(in.readAllBytes(), Cases.UTF_8);
        }
    }

    private List<String> names(Caller caller, String path) {
        List<String> names = new ArrayList<>();
        files.list(caller, at(path), ListSpec.all(), Wanted.node(), child -> names.add(child.name()));
        return names;
    }

    // ---- places and access

    @Test
    void each_caller_has_a_home_at_the_same_path() throws IOException {
        put(files, anna, "home/a", "anna's");
        put(files, ben, "home/a", "ben's");
        assertThat(read(anna, "home/a")).isEqualTo("anna's");
        assertThat(read(ben, "home/a")).isEqualTo("ben's");
        assertThat(files.home(anna).path()).isEqualTo(RelPath.parse("home"));
        assertThat(files.home(anna).id()).isNotEqualTo(files.home(ben).id());
    }

    @Test
    void another_users_file_is_not_there_by_whichever_address() {
        Resource secret = put(files, anna, "home/a", "secret").resource();
        Target byId = Target.id(secret.id());
        Target withoutSpace = new Target.ById(
                secret.id().storage(), Optional.empty(), secret.id().node(), RelPath.root());
        Target inOwnSpace = new Target.ById(
                secret.id().storage(),
                Optional.of(files.home(ben).id().space()),
                secret.id().node(),
                RelPath.root());
        Target inHers = new Target.InSpace(secret.id().storage(), secret.id().space(), RelPath.parse("a"));
        for (Target target : List.of(byId, withoutSpace, inOwnSpace, inHers)) {
            assertThatThrownBy(() -> files.stat(ben, target, Wanted.node())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.open(ben, target, Files.Selection.WHOLE))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.delete(ben, target, Change.plain())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.put(
                            ben, target, PutRequest.simple(OptionalLong.empty()), InputStream.nullInputStream()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.copy(ben, target, at("home/stolen"), true, MoveRequest.simple(true)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.move(ben, target, at("home/stolen"), MoveRequest.simple(true)))
                    .isInstanceOf(NotFound.class);
        }
        assertThat(files.stat(anna, byId, Wanted.node()).path()).isEqualTo(RelPath.parse("home/a"));
        assertThat(homes.picture()).contains("anna/a=secret");
    }

    @Test
    void nothing_is_put_into_another_users_space() {
        put(files, ben, "home/b", "b");
        Resource hers = files.home(anna);
        Target target = new Target.InSpace(hers.id().storage(), hers.id().space(), RelPath.parse("b"));
        assertThatThrownBy(() -> files.copy(ben, at("home/b"), target, true, MoveRequest.simple(true)))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> files.move(ben, at("home/b"), target, MoveRequest.simple(true)))
                .isInstanceOf(NotFound.class);
        assertThat(homes.picture()).doesNotContain("anna/b");
    }

    @Test
    void what_everyone_may_only_read_is_not_changed() {
        assertThat(files.stat(anna, at("deep/er"), Wanted.node()).isFolder()).isTrue();
        assertThatThrownBy(() -> put(files, anna, "deep/er/a", "no")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> folder(files, anna, "deep/er/f")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> files.delete(anna, at("deep/er/a"), Change.plain()))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_storage_that_only_reads_is_not_changed() {
        Files reading = over(
                Cases.mount("r", Mount.Everyone.WRITE, new MemoryStorage(false, Trait.STABLE_IDS, Trait.READ_ONLY)));
        assertThatThrownBy(() -> put(reading, anna, "r/a", "no")).isInstanceOf(Forbidden.class);
        assertThat(reading.abilities(anna, at("r")).writable()).isFalse();
        assertThat(reading.abilities(anna, at("r")).locks()).isFalse();
    }

    @Test
    void what_is_open_to_nobody_is_not_there() {
        assertThatThrownBy(() -> files.stat(anna, at("hidden"), Wanted.node())).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> put(files, anna, "hidden/a", "no")).isInstanceOf(NotFound.class);
        assertThat(names(anna, "")).containsExactlyInAnyOrder("deep", "home", "shared");
    }

    @Test
    void a_token_for_viewing_changes_nothing() {
        put(files, anna, "home/a", "old");
        Caller viewing = new Caller(
                anna.user(),
                anna.username(),
                anna.groups(),
                List.of(new Scope.User(Scope.Role.VIEWER)),
                Optional.empty(),
                Optional.empty(),
                anna.trace());
        assertThat(files.stat(viewing, at("home/a"), Wanted.node()).node().size())
                .isEqualTo(3);
        assertThatThrownBy(() -> put(files, viewing, "home/a", "no")).isInstanceOf(Forbidden.class);
    }

    @Test
    void folders_above_the_mounts_only_show_them() {
        assertThat(names(anna, "deep")).containsExactly("er");
        assertThatThrownBy(() -> put(files, anna, "deep", "no")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> files.stat(anna, at("nothing"), Wanted.node())).isInstanceOf(NotFound.class);
    }

    @Test
    void the_top_of_a_space_is_not_deleted_moved_or_replaced() {
        put(files, anna, "home/a", "a");
        assertThatThrownBy(() -> files.delete(anna, at("home"), Change.plain())).isInstanceOf(Forbidden.class);
        Target byId = Target.id(files.home(anna).id());
        assertThatThrownBy(() -> files.delete(anna, byId, Change.plain())).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> files.move(anna, at("home"), at("home/x"), MoveRequest.simple(true)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> files.copy(anna, at("shared"), at("home"), true, MoveRequest.simple(true)))
                .isInstanceOf(Forbidden.class);
        assertThat(homes.picture()).contains("anna/a=a");
    }

    // ---- writing

    @Test
    void a_put_tells_new_from_replaced_and_keeps_the_id() {
        Written first = put(files, anna, "home/a", "1");
        Written second = put(files, anna, "home/a", "2");
        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.resource().id()).isEqualTo(first.resource().id());
        assertThat(second.resource().node().etag())
                .isNotEqualTo(first.resource().node().etag());
    }

    private void putChecked(String path, String content, Checksum.Algorithm algorithm, String hex) {
        byte[] bytes = content.getBytes(Cases.UTF_8);
        PutRequest request = new PutRequest(
                OptionalLong.of(bytes.length),
                Optional.empty(),
                List.of(new Checksum(algorithm, hex)),
                OnConflict.REPLACE,
                Optional.empty(),
                Change.plain());
        files.put(anna, at(path), request, new ByteArrayInputStream(bytes));
    }

    @Test
    void a_wrong_checksum_leaves_the_old_content() throws IOException {
        put(files, anna, "home/a", "old");
        for (Checksum.Algorithm algorithm : Checksum.Algorithm.values()) {
            assertThatThrownBy(() -> putChecked("home/a", "new", algorithm, "00"))
                    .isInstanceOf(ChecksumMismatch.class);
        }
        assertThat(read(anna, "home/a")).isEqualTo("old");
        putChecked("home/a", "abc", Checksum.Algorithm.MD5, "900150983cd24fb0d6963f7d28e17f72");
        putChecked("home/a", "abc", Checksum.Algorithm.SHA1, "A9993E364706816ABA3E25717850C26C9CD0D89D");
        putChecked("home/a", "abc", Checksum.Algorithm.ADLER32, "024d0127");
        assertThat(read(anna, "home/a")).isEqualTo("abc");
    }

    @Test
    void a_body_of_another_length_leaves_the_old_content() throws IOException {
        put(files, anna, "home/a", "old");
        for (long announced : new long[] {2, 4}) {
            assertThatThrownBy(() -> files.put(
                            anna,
                            at("home/a"),
                            PutRequest.simple(OptionalLong.of(announced)),
                            new ByteArrayInputStream(new byte[3])))
                    .isInstanceOf(InvalidArgument.class)
                    .hasMessageContaining("announced");
        }
        assertThat(read(anna, "home/a")).isEqualTo("old");
    }

    @Test
    void a_body_that_breaks_off_is_the_clients_fault_and_leaves_the_old_content() throws IOException {
        put(files, anna, "home/a", "old");
        InputStream broken = new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (count++ < 10) {
                    return 'x';
                }
                throw new IOException("connection reset");
            }
        };
        assertThatThrownBy(() -> files.put(anna, at("home/a"), PutRequest.simple(OptionalLong.empty()), broken))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("broke off");
        assertThat(read(anna, "home/a")).isEqualTo("old");
    }

    @Test
    void a_put_under_a_lost_condition_reads_no_body() {
        put(files, anna, "home/a", "old");
        AtomicInteger reads = new AtomicInteger();
        InputStream counting = new InputStream() {
            @Override
            public int read() {
                reads.incrementAndGet();
                return -1;
            }
        };
        PutRequest request = new PutRequest(
                OptionalLong.empty(),
                Optional.empty(),
                List.of(),
                OnConflict.REPLACE,
                Optional.empty(),
                Change.when(Precondition.mustNotExist()));
        assertThatThrownBy(() -> files.put(anna, at("home/a"), request, counting))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(reads.get()).isZero();
    }

    // ---- moving and copying

    @Test
    void a_move_keeps_the_id_and_tells_whether_something_was_replaced() {
        Written file = put(files, anna, "shared/a", "a");
        put(files, anna, "shared/b", "b");
        Written moved = files.move(anna, at("shared/a"), at("shared/b"), MoveRequest.simple(true));
        assertThat(moved.resource().id()).isEqualTo(file.resource().id());
        assertThat(moved.created()).isFalse();
        assertThat(files.move(anna, at("shared/b"), at("shared/c"), MoveRequest.simple(false))
                        .created())
                .isTrue();
    }

    @Test
    void a_folder_whose_changes_below_cant_be_seen_is_copied_to_another_storage_and_not_moved() throws IOException {
        folder(files, anna, "home/f");
        put(files, anna, "home/f/a", "a");
        assertThatThrownBy(() -> files.move(anna, at("home/f"), at("shared/f"), MoveRequest.simple(true)))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("copy");
        files.copy(anna, at("home/f"), at("shared/f"), true, MoveRequest.simple(false));
        assertThat(read(anna, "shared/f/a")).isEqualTo("a");
        assertThat(read(anna, "home/f/a")).isEqualTo("a");
        files.move(anna, at("home/f/a"), at("shared/moved"), MoveRequest.simple(false));
        assertThat(read(anna, "shared/moved")).isEqualTo("a");
        assertThat(names(anna, "home/f")).isEmpty();
    }

    @Test
    void a_tree_is_copied_whole_or_at_its_top_alone() throws IOException {
        folder(files, anna, "shared/f");
        folder(files, anna, "shared/f/g");
        put(files, anna, "shared/f/g/a", "deep");
        assertThat(files.copy(anna, at("shared/f"), at("home/all"), true, MoveRequest.simple(false))
                        .created())
                .isTrue();
        assertThat(read(anna, "home/all/g/a")).isEqualTo("deep");
        files.copy(anna, at("shared/f"), at("home/top"), false, MoveRequest.simple(false));
        assertThat(names(anna, "home/top")).isEmpty();
        Written over = files.copy(anna, at("home/top"), at("home/all"), true, MoveRequest.simple(true));
        assertThat(over.created()).isFalse();
        assertThat(names(anna, "home/all")).isEmpty();
        assertThat(names(anna, "home")).containsExactly("all", "top");
    }

    @Test
    void a_copy_takes_the_place_of_whatever_kind_is_there() throws IOException {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        put(files, anna, "shared/b", "b");
        files.copy(anna, at("shared/b"), at("shared/f"), true, MoveRequest.simple(true));
        assertThat(read(anna, "shared/f")).isEqualTo("b");
        folder(files, anna, "shared/g");
        files.copy(anna, at("shared/g"), at("shared/b"), true, MoveRequest.simple(true));
        assertThat(names(anna, "shared")).containsExactly("b", "f", "g");
        assertThat(files.stat(anna, at("shared/b"), Wanted.node()).isFolder()).isTrue();
    }

    @Test
    void a_copy_judges_the_source_and_the_target_it_was_asked_about() {
        folder(files, anna, "shared/f");
        String etag = files.stat(anna, at("shared/f"), Wanted.node()).node().etag();
        MoveRequest fits = new MoveRequest(false, Precondition.etag(etag), Change.plain());
        MoveRequest lost = new MoveRequest(true, Precondition.etag("other"), Change.plain());
        files.copy(anna, at("shared/f"), at("home/f"), true, fits);
        assertThatThrownBy(() -> files.copy(anna, at("shared/f"), at("home/g"), true, lost))
                .isInstanceOf(PreconditionFailed.class);
        MoveRequest gone = new MoveRequest(true, Precondition.none(), Change.when(Precondition.mustNotExist()));
        assertThatThrownBy(() -> files.copy(anna, at("shared/f"), at("home/f"), true, gone))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(names(anna, "home")).containsExactly("f");
    }

    @Test
    void a_copy_that_breaks_off_leaves_the_target_as_it_was_and_nothing_behind() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        put(files, anna, "shared/f/b", "b");
        folder(files, anna, "home/f");
        put(files, anna, "home/f/old", "old");
        String before = homes.picture();
        shared.breakOpening("f/b");
        assertThatThrownBy(() -> files.copy(anna, at("shared/f"), at("home/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(WeftException.class);
        assertThat(homes.picture()).isEqualTo(before);
    }

    @Test
    void a_copy_over_what_may_not_be_replaced_leaves_nothing_behind() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        folder(files, anna, "home/f");
        String before = homes.picture();
        assertThatThrownBy(() -> files.copy(anna, at("shared/f"), at("home/f"), true, MoveRequest.simple(false)))
                .isInstanceOf(WeftException.AlreadyExists.class);
        assertThatThrownBy(() -> files.copy(anna, at("shared/f"), at("home/none/f"), true, MoveRequest.simple(false)))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        missing -> assertThat(missing.isParent()).isTrue());
        assertThat(homes.picture()).isEqualTo(before);
    }

    @Test
    void nothing_is_copied_or_moved_onto_or_into_itself() {
        folder(files, anna, "shared/f");
        put(files, anna, "shared/f/a", "a");
        String before = shared.picture();
        Target byId = Target.id(files.stat(anna, at("shared/f"), Wanted.node()).id());
        for (Target source : List.of(at("shared/f"), byId)) {
            for (String to : List.of("shared/f", "shared/f/g", "shared/f/a/g")) {
                assertThatThrownBy(() -> files.copy(anna, source, at(to), true, MoveRequest.simple(true)))
                        .isInstanceOf(WeftException.class);
                assertThatThrownBy(() -> files.move(anna, source, at(to), MoveRequest.simple(true)))
                        .isInstanceOf(WeftException.class);
            }
        }
        assertThat(shared.picture()).isEqualTo(before);
    }

    @Test
    void a_folder_copied_over_one_that_holds_it_is_refused() {
        folder(files, anna, "shared/f");
        folder(files, anna, "shared/f/g");
        put(files, anna, "shared/f/g/a", "a");
        String before = shared.picture();
        assertThatThrownBy(() -> files.copy(anna, at("shared/f/g"), at("shared/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> files.copy(anna, at("shared/f/g/a"), at("shared/f"), true, MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> files.move(anna, at("shared/f/g"), at("shared/f"), MoveRequest.simple(true)))
                .isInstanceOf(Conflict.class);
        assertThat(shared.picture()).isEqualTo(before);
    }
}
