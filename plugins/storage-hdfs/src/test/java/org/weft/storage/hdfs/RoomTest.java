/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.testkit.storage.StorageBench;

/** The quota that the configuration gives to spaces. */
class RoomTest {

    @TempDir
    private Path tmp;

    @Test
    void a_space_takes_as_much_as_its_quota_and_what_lies_in_the_trash_counts() throws IOException {
        try (StorageBench bench = Benches.in(tmp, options -> options.quota(10))) {
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
}
