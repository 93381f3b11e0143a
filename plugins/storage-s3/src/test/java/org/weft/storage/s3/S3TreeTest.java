/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.storage.s3.Lab.MIB;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.blobtree.Blobs.Parts.Unfinished;
import org.weft.spi.DriverContext;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.storage.s3.fixture.S3Server;
import org.weft.testkit.LendingContext;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** The whole driver over a real server: what survives the server's death, and what the bucket alone gives back. */
@Tag("process")
class S3TreeTest {

    @TempDir
    private Path tmp;

    private StorageBench bench(S3Config config, String state) throws IOException {
        return new StorageBench(tmp.resolve(state), context -> new S3Factory().create(config, context), Fixture.none());
    }

    private static byte[] read(StorageBench bench, String path) throws IOException {
        try (Content content = bench.driver().open(bench.anna(), StorageBench.at(path), ReadSpec.whole())) {
            return ((Content.OfStream) content).stream().readAllBytes();
        }
    }

    @Test
    void when_the_server_is_killed_during_an_upload_the_old_content_stays_and_all_goes_on_once_it_is_back()
            throws Exception {
        try (S3Server mortal = S3Server.start(java.nio.file.Files.createDirectories(tmp.resolve("s3")));
                StorageBench bench = bench(
                        new Lab.Options(mortal.endpoint(), mortal.newBucket("mortal"))
                                .timeout(Duration.ofSeconds(5))
                                .config(),
                        "state")) {
            Node old = bench.put("/file", "the old content");
            byte[] body = Lab.bytes(1, 30 * MIB);
            InputStream fatal = new FilterInputStream(new ByteArrayInputStream(body)) {
                private int left = 14 * MIB;

                @Override
                public int read(byte[] target, int offset, int count) throws IOException {
                    int read = super.read(target, offset, count);
                    boolean wasBefore = left > 0;
                    left -= Math.max(0, read);
                    if (wasBefore && left <= 0) {
                        try {
                            mortal.kill();
                        } catch (InterruptedException interrupted) {
                            throw new IOException(interrupted);
                        }
                    }
                    return read;
                }
            };
            assertThatThrownBy(
                            () -> bench.driver().put(bench.anna(), StorageBench.at("/file"), PutSpec.simple(), fatal))
                    .isInstanceOf(Unavailable.class);
            assertThat(bench.stat("/file").etag()).isEqualTo(old.etag());
            assertThat(bench.driver().health().isUp()).isFalse();

            mortal.start();
            assertThat(bench.read("/file")).isEqualTo("the old content");
            bench.driver()
                    .put(bench.anna(), StorageBench.at("/file"), PutSpec.simple(), new ByteArrayInputStream(body));
            assertThat(read(bench, "/file")).isEqualTo(body);
            assertThat(bench.driver().health().isUp()).isTrue();
        }
    }

    @Test
    void the_bucket_alone_gives_the_tree_back_and_no_name_that_was_given_up() throws IOException {
        S3Config config = Lab.bucket();
        String before;
        try (StorageBench bench = bench(config, "first")) {
            bench.folder("/a");
            bench.folder("/a/b");
            bench.put("/a/b/file", "one");
            bench.put("/a/b/file", "two");
            bench.put("/a/renamed", "content");
            bench.move("/a/renamed", "/a/new name");
            bench.put("/a/deleted", "gone");
            bench.delete("/a/deleted");
            bench.move("/a", "/moved");
            before = unchanging(bench.picture("/"));
        }
        try (StorageBench bench = bench(config, "second")) {
            assertThatThrownBy(() -> bench.stat("/moved"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("rebuild");
            List<Finding> done = new ArrayList<>();
            bench.driver().upkeep().orElseThrow().rebuild(done::add);
            assertThat(unchanging(bench.picture("/"))).isEqualTo(before);
            assertThat(bench.names("/moved")).containsExactly("b", "new name");
            assertThat(bench.exists("/a")).isFalse();
            assertThat(bench.read("/moved/b/file")).isEqualTo("two");
            List<Finding> findings = new ArrayList<>();
            bench.driver().upkeep().orElseThrow().check(findings::add);
            assertThat(findings).isEmpty();
        }
    }

    /** What a rebuild gives back to the letter: all of files, and of folders all but etag and time. */
    private static String unchanging(String picture) {
        return picture.replaceAll("(?m)^(FOLDER .* bytes) .*$", "$1");
    }

    @Test
    void what_a_dead_server_left_in_the_bucket_is_taken_away_when_it_is_old_and_not_before() throws IOException {
        S3Config config = Lab.bucket();
        try (StorageBench bench = bench(config, "state");
                S3Blobs aside = new S3Blobs(config, bench.context())) {
            bench.put("/file", "kept");
            String stamp = "0123456789abc-1"; // of a process that is no more
            String folder =
                    Integer.toHexString(0x100 | (stamp.hashCode() & 0xff)).substring(1);
            String dead = "blobs/" + folder + "/" + stamp;
            aside.multipart().begin(dead);

            bench.driver().upkeep().orElseThrow().tidy(finding -> true);
            assertThat(unfinished(aside)).as("young ones may be under way").hasSize(1);

            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));
            DriverContext context = LendingContext.at(bench.context(), later);
            StorageDriver engine = new S3Factory().create(config, context);
            engine.start();
            engine.upkeep().orElseThrow().tidy(finding -> true);
            engine.close();
            assertThat(unfinished(aside)).isEmpty();
            assertThat(bench.read("/file")).isEqualTo("kept");
        }
    }

    private static Set<String> keys(S3Blobs blobs, String prefix) throws IOException {
        Set<String> keys = new java.util.TreeSet<>();
        blobs.list(prefix, entry -> keys.add(entry.key()) || true);
        return keys;
    }

    private static List<Unfinished> unfinished(S3Blobs blobs) throws IOException {
        List<Unfinished> all = new ArrayList<>();
        blobs.parts().orElseThrow().unfinished("", all::add);
        return all;
    }

    @Test
    void two_sites_never_share_a_bucket() throws IOException {
        S3Config config = Lab.bucket();
        try (StorageBench one = bench(config, "one")) {
            one.put("/file", "mine");
            try (StorageBench other = bench(config, "other")) {
                assertThatThrownBy(() -> other.put("/file", "mine too")).isInstanceOf(Unavailable.class);
            }
            assertThat(one.read("/file")).isEqualTo("mine");
        }
    }

    @Test
    void renaming_a_folder_writes_one_object_whatever_lies_below_it() throws IOException {
        S3Config config = Lab.bucket();
        try (StorageBench bench = bench(config, "state");
                TestContext context = TestContext.in(tmp.resolve("aside"));
                S3Blobs aside = new S3Blobs(config, context)) {
            bench.folder("/many");
            for (int i = 0; i < 30; i++) {
                bench.put("/many/" + i, "content " + i);
            }
            Set<String> before = keys(aside, "");
            bench.move("/many", "/moved");
            Set<String> written = keys(aside, "");
            written.removeAll(before);
            assertThat(written).hasSize(1);
            assertThat(bench.names("/moved")).hasSize(30);
        }
    }
}
