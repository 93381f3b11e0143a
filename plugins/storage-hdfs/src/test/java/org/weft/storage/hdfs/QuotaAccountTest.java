/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.testkit.storage.StorageBench;

/** The quota that the configuration gives to spaces. */
@Tag("process")
class QuotaAccountTest {

    @TempDir
    private Path tmp;

    @Test
    void a_space_takes_as_much_as_its_quota_and_what_lies_in_the_trash_counts() throws IOException {
        try (StorageBench bench = Benches.in(tmp, options -> options.quota(10).makeRoom(MakeRoom.NONE))) {
            Space home = bench.driver().spaces().orElseThrow().home(bench.anna());
            String in = "/" + home.path();
            bench.put(in + "/a", "123456");
            assertThatThrownBy(() -> bench.put(in + "/b", "12345")).isInstanceOf(NoSpace.class);
            bench.put(in + "/a", "1234567890");
            Quota full = bench.driver().quota(bench.anna(), StorageBench.at(in));
            assertThat(full.used()).hasValue(10);
            assertThat(full.remaining()).hasValue(0);
            bench.delete(in + "/a");
            assertThatThrownBy(() -> bench.put(in + "/b", "1")).isInstanceOf(NoSpace.class);
            bench.driver().trash().orElseThrow().empty(bench.anna(), home.id());
            bench.put(in + "/b", "1");
            bench.put("/elsewhere", "1234567890");
            assertThatThrownBy(() -> bench.move("/elsewhere", in + "/c")).isInstanceOf(NoSpace.class);
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at("/")).used())
                    .hasValue(10);
            assertThat(home.path()).isEqualTo(RelPath.parse("users/anna"));
        }
    }

    private static List<String> trash(StorageBench bench, Space space) throws IOException {
        List<String> names = new ArrayList<>();
        bench.driver()
                .trash()
                .orElseThrow()
                .list(
                        bench.anna(),
                        space.id(),
                        Optional.empty(),
                        RelPath.root(),
                        item -> names.add(item.original().name()));
        return names;
    }

    @Test
    void what_was_deleted_makes_room_the_oldest_first_and_no_more_than_needed() throws IOException {
        try (StorageBench bench = Benches.in(tmp, options -> options.quota(10))) {
            Space home = bench.driver().spaces().orElseThrow().home(bench.anna());
            String in = "/" + home.path();
            for (String name : List.of("/old", "/young")) {
                bench.put(in + name, "123");
                bench.delete(in + name);
            }
            assertThat(bench.driver().quota(bench.anna(), StorageBench.at(in)).remaining())
                    .as("what gives way is no reason not to try")
                    .hasValue(10);
            bench.put(in + "/a", "1234");
            assertThat(trash(bench, home)).containsExactlyInAnyOrder("old", "young");
            bench.put(in + "/b", "12");
            assertThat(trash(bench, home)).containsExactly("young");
            bench.put("/elsewhere", "123");
            bench.move("/elsewhere", in + "/c");
            assertThat(trash(bench, home)).isEmpty();
            assertThat(bench.names(in)).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void nothing_gives_way_when_it_would_not_be_enough() throws IOException {
        try (StorageBench bench = Benches.in(tmp, options -> options.quota(10))) {
            Space home = bench.driver().spaces().orElseThrow().home(bench.anna());
            String in = "/" + home.path();
            bench.put(in + "/a", "123456");
            bench.put(in + "/b", "12");
            bench.delete(in + "/b");
            assertThatThrownBy(() -> bench.put(in + "/c", "12345")).isInstanceOf(NoSpace.class);
            assertThat(trash(bench, home)).containsExactly("b");
            bench.put(in + "/c", "1234");
            assertThat(trash(bench, home)).isEmpty();
        }
    }
}
