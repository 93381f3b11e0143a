/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.FixedAuthenticator;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.archive.ArchivePlan;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.web.page.ArchivePrograms;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** Archives beyond what 16 and 32 bits count, and of more files than should be in memory. */
@WithClient
class LargeArchivesTest {

    private static final Instant THEN = Instant.parse("2025-03-04T05:06:08Z");
    private static final long FOUR_GIB = 1L << 32;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"zip", "tar"})
    void ten_thousand_files_need_no_more_memory_than_a_few(String format) throws Exception {
        ManyFiles many = new ManyFiles(10_000, 4096);
        Path packed = folder.resolve("many." + format);
        AtomicLong most = new AtomicLong();
        try (StateDatabase database = TestDatabases.sqlite(folder.resolve("many"));
                OutputStream out = new Watched(Files.newOutputStream(packed), most);
                ArchiveWriter writer =
                        format.equals("zip") ? new ZipWriter(out, folder.resolve("scratch")) : new TarWriter(out)) {
            ArchivePlan archive = archive(database, many);
            many.sent = () -> most.get();
            archive.send(writer);
            writer.end();
        }

        assertThat(many.mostOpen).hasValue(1);
        assertThat(many.open).hasValue(0);
        assertThat(many.held.get()).as("nodes in memory near the end").isBetween(0L, 600L);
        assertThat(many.sentBefore.get())
                .as("bytes that had left when the last files were opened")
                .isGreaterThan(format.equals("zip") ? 500_000L : 40_000_000L);
        if (format.equals("tar")) {
            ArchivePrograms.needs("tar");
            assertThat(ArchivePrograms.run(folder, "tar", "-tf", packed.toString())
                            .lines())
                    .hasSize(10_001);
            return;
        }
        try (ZipFile zip = new ZipFile(packed.toFile())) {
            assertThat(zip.size()).isEqualTo(10_001);
            ZipEntry last = zip.getEntry("all/file 0009999.dat");
            assertThat(last.getSize()).isEqualTo(4096);
            assertThat(last.getTimeLocal()).isNotNull();
        }
    }

    private static ArchivePlan archive(StateDatabase database, ManyFiles many) {
        MountTable table = new MountTable(List.of(new Mount(
                "many",
                "id-many",
                RelPath.parse("many"),
                Mount.Everyone.READ,
                Set.of(),
                DriverHandle.fixed("many", many))));
        StorageServices services =
                new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC());
        Caller caller = FixedAuthenticator.visitor("amy").caller().apply(new TraceId("t"));
        return ArchivePlan.of(
                services.files(),
                caller,
                List.of(Target.path(RelPath.parse("many/all"))),
                new ArchiveLimits(100_000, 1L << 40));
    }

    @Test
    void a_zip_of_more_entries_than_16_bits_count_is_whole() throws Exception {
        Path archive = folder.resolve("wide.zip");
        try (var out = new BufferedOutputStream(Files.newOutputStream(archive));
                ZipWriter zip = new ZipWriter(out, folder.resolve("scratch"))) {
            for (int i = 0; i < 70_000; i++) {
                zip.folder("folder " + i, THEN);
            }
            zip.end();
        }

        try (ZipFile zip = new ZipFile(archive.toFile());
                Stream<Path> left = Files.list(folder.resolve("scratch"))) {
            assertThat(zip.size()).isEqualTo(70_000);
            assertThat(zip.getEntry("folder 69999/").getLastModifiedTime()).isEqualTo(FileTime.from(THEN));
            assertThat(left).as("files left in the scratch folder").isEmpty();
        }
        ArchivePrograms.needs("unzip");
        assertThat(ArchivePrograms.run(folder, "unzip", "-tq", archive.toString()))
                .contains("No errors detected");
    }

    /** What is compressed already is passed on as it is, so the archive is as long, and the second file lies behind 4 GiB. */
    @Test
    void a_zip_with_a_file_of_more_than_4_gib_is_whole() throws Exception {
        Path archive = folder.resolve("long.zip");
        try (SparseFile out = new SparseFile(archive);
                ZipWriter zip = new ZipWriter(out, folder.resolve("scratch"))) {
            zip.file("film.mp4", file("film.mp4"), FOUR_GIB + 7, new Zeros(FOUR_GIB + 7));
            zip.file("after.txt", file("after.txt"), 5, new ByteArrayInputStream("after".getBytes("UTF-8")));
            zip.end();
        }

        try (ZipFile zip = new ZipFile(archive.toFile())) {
            assertThat(zip.getEntry("film.mp4").getSize()).isEqualTo(FOUR_GIB + 7);
            assertThat(zip.getEntry("film.mp4").getCompressedSize()).isGreaterThan(FOUR_GIB);
            assertThat(zip.getInputStream(zip.getEntry("after.txt"))).hasContent("after");
        }
        ArchivePrograms.needs("unzip");
        assertThat(ArchivePrograms.run(folder, "unzip", "-tq", archive.toString()))
                .contains("No errors detected");
    }

    @Test
    void a_tar_with_a_file_beyond_8_gib_is_whole() throws Exception {
        long length = (8L << 30) + 7;
        Path archive = folder.resolve("long.tar");
        try (SparseFile out = new SparseFile(archive);
                TarWriter tar = new TarWriter(out)) {
            tar.file("film.mp4", file("film.mp4"), length, new Zeros(length));
            tar.file("after.txt", file("after.txt"), 5, new ByteArrayInputStream("after".getBytes("UTF-8")));
            tar.end();
        }

        ArchivePrograms.needs("tar");
        assertThat(ArchivePrograms.run(folder, "tar", "-tvf", archive.toString()))
                .contains(Long.toString(length), "after.txt");
    }

    private static Resource file(String name) {
        RelPath path = RelPath.parse(name);
        SpaceId space = new SpaceId("s");
        Node node = Node.builder(space, new NodeId(name), Kind.FILE, path)
                .etag("e")
                .mtime(THEN)
                .build();
        return new Resource(
                new ResourceId("m", space, new NodeId(name)),
                Optional.empty(),
                path,
                false,
                node,
                Optional.empty(),
                Rights.none(),
                List.of(),
                Map.of(),
                Set.of());
    }

    /** So many bytes of value zero. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] to, int at, int most) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(most, left);
            java.util.Arrays.fill(to, at, at + read, (byte) 0);
            left -= read;
            return read;
        }
    }

    /** Counts what has passed. */
    private static final class Watched extends java.io.FilterOutputStream {
        private final AtomicLong count;

        Watched(OutputStream out, AtomicLong count) {
            super(out);
            this.count = count;
        }

        @Override
        public void write(byte[] bytes, int at, int length) throws IOException {
            out.write(bytes, at, length);
            count.addAndGet(length);
        }
    }
}
