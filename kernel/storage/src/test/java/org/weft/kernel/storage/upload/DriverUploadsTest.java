/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.RelPath;
import org.weft.testkit.memory.MemoryDriver;
import org.weft.testkit.memory.MemoryStore;
import org.weft.testkit.storage.Ability;

/** Uploads in parts to a storage that keeps the parts by itself, on a site of two nodes with a spool each. */
class DriverUploadsTest {

    private static final Caller EINSTEIN = new Caller(
            new UserId("here", "einstein", UserType.PRIMARY),
            "einstein",
            Set.of(),
            List.of(new Scope.User(Scope.Role.OWNER)),
            Optional.empty(),
            Optional.empty(),
            new TraceId("test"));

    private final MemoryDriver driver = new MemoryDriver(
            new MemoryStore(Clock.systemUTC(), Optional.empty()), MemoryDriver.all(), EnumSet.of(Ability.UPLOADS));

    @TempDir
    private Path data;

    private StateDatabase database;
    private FileService files;
    private ResumableUploads one;
    private ResumableUploads other;

    @BeforeEach
    void open() {
        database = TestDatabases.sqlite(data);
        Namespace namespace = places(Set.of());
        files = files(namespace);
        one = node(namespace, "spool-one");
        other = node(namespace, "spool-other");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private FileService files(Namespace namespace) {
        return new StorageServices(namespace, database, LockLimits.usual(), Clock.systemUTC()).files();
    }

    private Namespace places(Set<String> disabled) {
        Mount mount = new Mount(
                "common",
                "id-common",
                RelPath.parse("common"),
                Mount.Everyone.WRITE,
                disabled,
                DriverHandle.fixed("common", driver));
        MountTable table = new MountTable(List.of(mount));
        return new Namespace(() -> table);
    }

    private ResumableUploads node(Namespace namespace, String spool) {
        FileService through = files(namespace);
        return new ResumableUploads(
                through,
                new DriverUploads(namespace, through),
                database,
                data.resolve(spool),
                new Reservations(database, through, ChunkLimits.usual(), Clock.systemUTC()),
                UploadLimits.usual(),
                Clock.systemUTC());
    }

    private static TransferOrder.Upload order(int length, Precondition precondition, Checksum... declared) {
        return new TransferOrder.Upload(
                UUID.randomUUID().toString(),
                TransferUser.of(EINSTEIN),
                target(),
                OptionalLong.of(length),
                Optional.empty(),
                List.of(declared),
                precondition,
                Set.of());
    }

    private static Target target() {
        return Target.path(RelPath.parse("common/data.bin"));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Checksum sha1(byte[] bytes) throws Exception {
        return new Checksum(
                Algorithm.SHA1,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes)));
    }

    private static UploadPart part(byte[] whole, int from, int to) {
        return part(from, new ByteArrayInputStream(whole, from, to - from), Optional.empty());
    }

    private static UploadPart part(long offset, InputStream body, Optional<Checksum> checksum) {
        return new UploadPart(offset, OptionalLong.empty(), OptionalLong.empty(), checksum, body);
    }

    private Resource stat() {
        return files.stat(EINSTEIN, target(), StatSpec.node());
    }

    @Test
    void an_upload_begun_on_one_node_is_finished_on_another_and_no_spool_is_used() throws Exception {
        byte[] content = bytes(1_000_000);
        TransferOrder.Upload order = order(content.length, Precondition.none(), sha1(content));
        assertThat(one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 333_333))
                        .complete())
                .isFalse();
        assertThat(data.resolve("spool-one")).isEmptyDirectory();
        assertThatThrownBy(this::stat).isInstanceOf(NotFound.class);
        assertThat(other.progress(order, EINSTEIN).offset()).isEqualTo(333_333);
        assertThat(other.append(order, UploadSender.of(EINSTEIN), part(content, 333_333, 700_001))
                        .complete())
                .isFalse();
        UploadProgress last = one.append(order, UploadSender.of(EINSTEIN), part(content, 700_001, content.length));
        assertThat(last.complete()).isTrue();
        assertThat(last.written().orElseThrow().resource().node().etag())
                .isEqualTo(stat().node().etag());
        assertThat(stat().node().checksums()).contains(sha1(content));
        assertThat(stat().node().size()).isEqualTo(content.length);
        assertThat(other.progress(order, EINSTEIN).complete()).isTrue();
    }

    @Test
    void what_came_before_a_body_broke_off_counts_and_is_still_digested() throws Exception {
        byte[] content = bytes(500_000);
        TransferOrder.Upload order = order(content.length, Precondition.none(), sha1(content));
        InputStream breaking =
                new SequenceInputStream(new ByteArrayInputStream(content, 0, 123_457), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the client is gone");
                    }
                });
        assertThatThrownBy(() -> one.append(order, UploadSender.of(EINSTEIN), part(0, breaking, Optional.empty())))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("go on");
        int offset = (int) other.progress(order, EINSTEIN).offset();
        assertThat(offset).isBetween(0, 123_457);
        assertThatThrownBy(
                        () -> other.append(order, UploadSender.of(EINSTEIN), part(content, offset + 1, content.length)))
                .isInstanceOf(Conflict.class);
        assertThat(other.append(order, UploadSender.of(EINSTEIN), part(content, offset, content.length))
                        .complete())
                .isTrue();
        assertThat(stat().node().checksums()).contains(sha1(content));
    }

    @Test
    void a_file_that_is_not_what_was_declared_is_not_stored_and_the_upload_ends() throws Exception {
        byte[] content = bytes(100_000);
        TransferOrder.Upload order = order(content.length, Precondition.none(), sha1(bytes(7)));
        one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 50_000));
        assertThatThrownBy(() -> one.append(order, UploadSender.of(EINSTEIN), part(content, 50_000, 100_000)))
                .isInstanceOf(ChecksumMismatch.class);
        assertThatThrownBy(this::stat).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> one.progress(order, EINSTEIN)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_part_with_a_wrong_checksum_does_not_count() throws Exception {
        byte[] content = bytes(100_000);
        TransferOrder.Upload order = order(content.length, Precondition.none());
        one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 40_000));
        byte[] rest = Arrays.copyOfRange(content, 40_000, 100_000);
        Optional<Checksum> wrong = Optional.of(sha1(bytes(7)));
        assertThatThrownBy(() -> one.append(
                        order, UploadSender.of(EINSTEIN), part(40_000, new ByteArrayInputStream(bytes(60_000)), wrong)))
                .isInstanceOf(ChecksumMismatch.class);
        assertThat(one.progress(order, EINSTEIN).offset()).isEqualTo(40_000);
        Optional<Checksum> right = Optional.of(sha1(rest));
        assertThat(one.append(order, UploadSender.of(EINSTEIN), part(40_000, new ByteArrayInputStream(rest), right))
                        .complete())
                .isTrue();
        assertThat(data.resolve("spool-one")).isEmptyDirectory();
        assertThat(stat().node().checksums()).contains(sha1(content));
    }

    @Test
    void a_commit_that_is_refused_can_be_tried_again_with_an_empty_part() throws Exception {
        byte[] content = bytes(1000);
        TransferOrder.Upload order = order(content.length, Precondition.mustExist());
        one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 999));
        assertThatThrownBy(() -> one.append(order, UploadSender.of(EINSTEIN), part(content, 999, 1000)))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(one.progress(order, EINSTEIN).offset()).isEqualTo(1000);
        one.put(
                order(3, Precondition.none()),
                UploadSender.of(EINSTEIN),
                OptionalLong.of(3),
                new ByteArrayInputStream(bytes(3)));
        assertThat(other.append(order, UploadSender.of(EINSTEIN), part(content, 1000, 1000))
                        .complete())
                .isTrue();
        assertThat(stat().node().size()).isEqualTo(1000);
    }

    @Test
    void an_upload_that_is_ended_leaves_nothing_in_the_storage() throws Exception {
        byte[] content = bytes(1000);
        TransferOrder.Upload order = order(content.length, Precondition.none());
        one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 500));
        other.abort(order, EINSTEIN);
        assertThatThrownBy(() -> one.append(order, UploadSender.of(EINSTEIN), part(content, 500, 1000)))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(this::stat).isInstanceOf(NotFound.class);
    }

    @Test
    void more_than_was_announced_is_refused_and_what_was_there_stays() {
        byte[] content = bytes(1000);
        TransferOrder.Upload order = order(900, Precondition.none());
        assertThatThrownBy(() -> one.append(order, UploadSender.of(EINSTEIN), part(content, 0, 1000)))
                .isInstanceOf(UploadTooLarge.class);
        assertThatThrownBy(this::stat).isInstanceOf(NotFound.class);
        assertThat(one.progress(order, EINSTEIN).offset()).isLessThanOrEqualTo(900);
    }

    @Test
    void where_the_operator_switched_it_off_the_spool_is_used() throws Exception {
        ResumableUploads plain = node(places(Set.of("uploads")), "spool-plain");
        byte[] content = bytes(1000);
        TransferOrder.Upload order = order(content.length, Precondition.none());
        plain.append(order, UploadSender.of(EINSTEIN), part(content, 0, 500));
        assertThat(data.resolve("spool-plain")).isNotEmptyDirectory();
        assertThat(plain.append(order, UploadSender.of(EINSTEIN), part(content, 500, 1000))
                        .complete())
                .isTrue();
        assertThat(data.resolve("spool-plain")).isEmptyDirectory();
    }
}
