/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;
import org.weft.testkit.storage.StorageBench;

/** Earlier contents, then the trash, give way to what is written, the oldest first; and a quota holds as it is now. */
class MakeRoomTest {

    private static final String SIX = "x".repeat(6_000);

    @TempDir
    private Path tmp;

    private StorageBench bench(MakeRoom way) throws IOException {
        return BenchOf.with(
                tmp,
                LocalFsConfig.of(tmp.resolve("root")).hasty().withQuota(10_000).giving(way));
    }

    private static List<Versions.Version> versions(StorageBench bench, String path) throws IOException {
        List<Versions.Version> versions = new ArrayList<>();
        bench.driver().versions().orElseThrow().list(bench.anna(), StorageBench.at(path), versions::add);
        return versions;
    }

    private static List<String> trash(StorageBench bench) throws IOException {
        List<String> names = new ArrayList<>();
        Trash trash = bench.driver().trash().orElseThrow();
        trash.list(
                bench.anna(),
                bench.stat("/").space(),
                Optional.empty(),
                RelPath.root(),
                item -> names.add(item.original().toString()));
        return names;
    }

    @Test
    void a_file_that_does_not_fit_beside_its_version_is_overwritten_without_one() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.put("/a", SIX);
            bench.put("/a", SIX);
            assertThat(bench.read("/a")).isEqualTo(SIX);
            assertThat(versions(bench, "/a")).isEmpty();
        }
    }

    @Test
    void an_upload_in_parts_fits_where_a_put_does() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            Uploads uploads = bench.driver().uploads().orElseThrow();
            Ref target = StorageBench.at("/a");
            String id =
                    uploads.begin(bench.anna(), target, OptionalLong.of(6_000)).id();
            String other = "y".repeat(6_000);
            uploads.append(bench.anna(), id, 0, new ByteArrayInputStream(other.getBytes(StandardCharsets.US_ASCII)));
            uploads.commit(bench.anna(), id, target, PutSpec.simple());
            assertThat(bench.read("/a")).isEqualTo(other);
            assertThatThrownBy(() -> uploads.begin(bench.anna(), StorageBench.at("/b"), OptionalLong.of(6_000)))
                    .isInstanceOf(NoSpace.class);
        }
    }

    @Test
    void what_was_deleted_makes_room() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.delete("/a");
            bench.put("/b", SIX);
            assertThat(trash(bench)).isEmpty();
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at("/")).remaining())
                    .hasValue(4_000);
        }
    }

    @Test
    void versions_go_before_the_trash_and_the_oldest_first_and_no_more_than_needed() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            for (String name : List.of("/old", "/young")) {
                bench.put(name, "t".repeat(1_000));
                bench.delete(name);
            }
            for (int i = 0; i < 4; i++) {
                bench.put("/v", ("" + i).repeat(1_000));
            }
            bench.put("/big", "b".repeat(5_500)); // of 10 000 there are 6 000: 1 500 are missing
            assertThat(versions(bench, "/v")).hasSize(1);
            assertThat(trash(bench)).containsExactlyInAnyOrder("old", "young");
            bench.put("/more", "m".repeat(2_500)); // 500 free, a version of 1 000, one item of the trash
            assertThat(versions(bench, "/v")).isEmpty();
            assertThat(trash(bench)).containsExactly("young");
        }
    }

    @Test
    void nothing_gives_way_when_it_would_not_be_enough_or_is_not_to() throws IOException {
        try (StorageBench bench = bench(MakeRoom.VERSIONS_AND_TRASH)) {
            bench.put("/a", SIX);
            bench.put("/b", "b");
            bench.delete("/b");
            assertThatThrownBy(() -> bench.put("/c", SIX)).isInstanceOf(NoSpace.class);
            assertThat(trash(bench)).containsExactly("b");
        }
        try (StorageBench bench = bench(MakeRoom.VERSIONS)) {
            bench.delete("/a");
            assertThatThrownBy(() -> bench.put("/c", SIX)).isInstanceOf(NoSpace.class);
        }
        try (StorageBench bench = bench(MakeRoom.NONE)) {
            bench.put("/c", "c".repeat(3_000));
            assertThatThrownBy(() -> bench.put("/c", "d".repeat(3_000))).isInstanceOf(NoSpace.class);
            assertThat(trash(bench)).hasSize(2);
        }
    }

    @Test
    void a_quota_that_is_set_on_the_folder_holds_at_once() throws IOException {
        try (StorageBench bench = bench(MakeRoom.NONE)) {
            Space home = bench.driver().spaces().orElseThrow().home(bench.anna());
            RelPath path = RelPath.parse("users");
            String folder = bench.list("/" + path).getFirst().name();
            String file = "/users/" + folder + "/a";
            assertThatThrownBy(() -> bench.put(file, "x".repeat(20_000))).isInstanceOf(NoSpace.class);
            Path root = tmp.resolve("root/users").resolve(folder);
            Files.getFileAttributeView(root, UserDefinedFileAttributeView.class)
                    .write("weft.quota", ByteBuffer.wrap("30000".getBytes(StandardCharsets.US_ASCII)));
            bench.put(file, "x".repeat(20_000));
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at(file)).total())
                    .hasValue(30_000);
            assertThat(home.id()).isEqualTo(bench.stat(file).space());
        }
    }
}
