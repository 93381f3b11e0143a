/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Versions;
import org.weft.testkit.LendingContext;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** What has been kept for as long as the options say goes with the next sweep, and nothing before. */
class RetentionTest {

    private static final Duration TRASH = Duration.ofDays(30);
    private static final Duration VERSIONS = Duration.ofDays(20);

    @TempDir
    private Path tmp;

    private final MovedClock clock = new MovedClock();
    private StorageBench bench;

    /** The time of the machine, and what a test adds. */
    private static final class MovedClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void move(Duration further) {
            ahead = ahead.plus(further);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }
    }

    @BeforeEach
    void start() throws IOException {
        LocalFsConfig config = LocalFsConfig.of(tmp.resolve("root"))
                .hasty()
                .withVersions(10, VERSIONS)
                .withTrash(TRASH);
        bench = new StorageBench(
                tmp.resolve("state"),
                context -> new LocalFsFactory().create(config, LendingContext.at(context, clock)),
                Fixture.none());
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void sweepAfter(Duration further) {
        clock.move(further);
        ((LocalFsDriver) bench.driver()).retention().sweep();
    }

    private List<String> trash() throws IOException {
        List<String> originals = new ArrayList<>();
        Trash trash = bench.driver().trash().orElseThrow();
        trash.list(bench.anna(), bench.stat("/").space(), Optional.empty(), RelPath.root(), item -> {
            originals.add(item.original().toString());
            return true;
        });
        return originals;
    }

    private int versions(String path) throws IOException {
        List<Versions.Version> all = new ArrayList<>();
        bench.driver().versions().orElseThrow().list(bench.anna(), StorageBench.at(path), all::add);
        return all.size();
    }

    private List<Finding> check() throws IOException {
        List<Finding> findings = new ArrayList<>();
        bench.driver().upkeep().orElseThrow().check(findings::add);
        return findings;
    }

    @Test
    void what_is_in_the_trash_goes_when_its_time_is_over() throws IOException {
        bench.folder("/f");
        bench.put("/f/a", "one");
        bench.put("/f/a", "two");
        bench.delete("/f");
        clock.move(Duration.ofDays(10));
        bench.put("/later", "three");
        bench.delete("/later");
        sweepAfter(Duration.ofDays(19));
        assertThat(trash()).containsExactlyInAnyOrder("f", "later");
        sweepAfter(Duration.ofDays(2));
        assertThat(trash()).containsExactly("later");
        sweepAfter(Duration.ofDays(10));
        assertThat(trash()).isEmpty();
        assertThat(check()).as("nor is a version of what went left").isEmpty();
    }

    @Test
    void versions_go_when_their_time_is_over_and_the_present_content_stays() throws IOException {
        bench.put("/a", "one");
        bench.put("/a", "two");
        clock.move(Duration.ofDays(15));
        bench.put("/a", "three");
        sweepAfter(Duration.ofDays(4));
        assertThat(versions("/a")).isEqualTo(2);
        sweepAfter(Duration.ofDays(2));
        assertThat(versions("/a")).isEqualTo(1);
        sweepAfter(Duration.ofDays(100));
        assertThat(versions("/a")).isZero();
        assertThat(bench.read("/a")).isEqualTo("three");
        assertThat(check()).isEmpty();
    }
}
