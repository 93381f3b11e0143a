/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.put;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.kernel.runtime.limit.Cancellation;
import org.weft.kernel.storage.TestValues;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits.Trait;

/** What people may do with files, and how they are written. */
class FileServiceTest extends FileServiceCases {

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
            assertThatThrownBy(() -> files.stat(ben, target, StatSpec.node())).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.open(ben, target, FileService.Selection.WHOLE))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.delete(ben, target, WriteConditions.plain()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> files.put(
                            ben, target, PutRequest.simple(OptionalLong.empty()), InputStream.nullInputStream()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> copies.copy(ben, target, at("home/stolen"), true, MoveRequest.simple(true)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> copies.move(ben, target, at("home/stolen"), MoveRequest.simple(true)))
                    .isInstanceOf(NotFound.class);
        }
        assertThat(files.stat(anna, byId, StatSpec.node()).path()).isEqualTo(RelPath.parse("home/a"));
        assertThat(homes.picture()).contains("anna/a=secret");
    }

    @Test
    void nothing_is_put_into_another_users_space() {
        put(files, ben, "home/b", "b");
        Resource hers = files.home(anna);
        Target target = new Target.InSpace(hers.id().storage(), hers.id().space(), RelPath.parse("b"));
        assertThatThrownBy(() -> copies.copy(ben, at("home/b"), target, true, MoveRequest.simple(true)))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> copies.move(ben, at("home/b"), target, MoveRequest.simple(true)))
                .isInstanceOf(NotFound.class);
        assertThat(homes.picture()).doesNotContain("anna/b");
    }

    @Test
    void what_everyone_may_only_read_is_not_changed() {
        assertThat(files.stat(anna, at("deep/er"), StatSpec.node()).isFolder()).isTrue();
        assertThatThrownBy(() -> put(files, anna, "deep/er/a", "no")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> folder(files, anna, "deep/er/f")).isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> files.delete(anna, at("deep/er/a"), WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
    }

    @Test
    void a_storage_that_only_reads_is_not_changed() {
        FileService reading = over(TestValues.mount(
                "r", Mount.Everyone.WRITE, new MemoryStorage(false, Trait.STABLE_IDS, Trait.READ_ONLY)));
        assertThatThrownBy(() -> put(reading, anna, "r/a", "no")).isInstanceOf(Forbidden.class);
        assertThat(reading.abilities(anna, at("r")).writable()).isFalse();
        assertThat(reading.abilities(anna, at("r")).locks()).isFalse();
    }

    @Test
    void what_is_open_to_nobody_is_not_there() {
        assertThatThrownBy(() -> files.stat(anna, at("hidden"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> put(files, anna, "hidden/a", "no")).isInstanceOf(NotFound.class);
        assertThat(names(anna, "")).containsExactlyInAnyOrder("deep", "home", "shared");
    }

    @Test
    void nothing_is_changed_once_the_request_has_ended() throws IOException {
        put(files, anna, "home/a", "old");
        AtomicBoolean ended = new AtomicBoolean();
        InputStream body = new InputStream() {
            @Override
            public int read() {
                ended.set(true); // the client goes while the last bytes are taken
                return -1;
            }
        };
        PutRequest simple = PutRequest.simple(OptionalLong.empty());
        assertThatThrownBy(() -> Cancellation.during(ended::get, () -> files.put(anna, at("home/a"), simple, body)))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> Cancellation.during(ended::get, () -> {
                    files.delete(anna, at("home/a"), WriteConditions.plain());
                    return true;
                }))
                .isInstanceOf(Unavailable.class);
        assertThat(read(anna, "home/a")).isEqualTo("old");
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
        assertThat(files.stat(viewing, at("home/a"), StatSpec.node()).node().size())
                .isEqualTo(3);
        assertThatThrownBy(() -> put(files, viewing, "home/a", "no")).isInstanceOf(Forbidden.class);
    }

    @Test
    void folders_above_the_mounts_only_show_them() {
        assertThat(names(anna, "deep")).containsExactly("er");
        assertThatThrownBy(() -> put(files, anna, "deep", "no")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> files.stat(anna, at("nothing"), StatSpec.node()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void the_top_of_a_space_is_not_deleted_moved_or_replaced() {
        put(files, anna, "home/a", "a");
        assertThatThrownBy(() -> files.delete(anna, at("home"), WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
        Target byId = Target.id(files.home(anna).id());
        assertThatThrownBy(() -> files.delete(anna, byId, WriteConditions.plain()))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> copies.move(anna, at("home"), at("home/x"), MoveRequest.simple(true)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> copies.copy(anna, at("shared"), at("home"), true, MoveRequest.simple(true)))
                .isInstanceOf(Forbidden.class);
        assertThat(homes.picture()).contains("anna/a=a");
    }

    // ---- writing

    @Test
    void a_put_tells_new_from_replaced_and_keeps_the_id() {
        WriteResult first = put(files, anna, "home/a", "1");
        WriteResult second = put(files, anna, "home/a", "2");
        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.resource().id()).isEqualTo(first.resource().id());
        assertThat(second.resource().node().etag())
                .isNotEqualTo(first.resource().node().etag());
    }

    private void putChecked(String path, String content, Checksum.Algorithm algorithm, String hex) {
        byte[] bytes = content.getBytes(TestValues.UTF_8);
        PutRequest request = new PutRequest(
                OptionalLong.of(bytes.length),
                Optional.empty(),
                List.of(new Checksum(algorithm, hex)),
                OnConflict.REPLACE,
                Optional.empty(),
                WriteConditions.plain());
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
                WriteConditions.when(Precondition.mustNotExist()));
        assertThatThrownBy(() -> files.put(anna, at("home/a"), request, counting))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(reads.get()).isZero();
    }
}
