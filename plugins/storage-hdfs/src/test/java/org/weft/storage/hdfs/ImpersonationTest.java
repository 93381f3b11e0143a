/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.testkit.storage.StorageBench;

/** HDFS is asked in the name of the caller, or in that of one user. */
@Tag("process")
class ImpersonationTest {

    @TempDir
    private Path tmp;

    private org.apache.hadoop.fs.Path at(String path) {
        return new org.apache.hadoop.fs.Path(MiniHdfs.rootOf(tmp) + path);
    }

    @Test
    void files_are_the_callers_own_and_hdfs_has_a_say() throws IOException {
        FileSystem files = MiniHdfs.shared().files();
        try (StorageBench bench = Benches.in(tmp, Options::impersonating)) {
            files.setPermission(at("/"), new FsPermission((short) 01777));
            bench.folder("/hers");
            bench.put("/hers/a", "1");
            bench.put("/hers/a", "2");
            assertThat(files.getFileStatus(at("/hers/a")).getOwner()).isEqualTo("anna");
            assertThat(bench.read("/hers/a")).isEqualTo("2");
            files.mkdirs(at("/closed"));
            files.setPermission(at("/closed"), new FsPermission((short) 0700));
            assertThatThrownBy(() -> bench.put("/closed/a", "x"))
                    .isInstanceOfSatisfying(
                            WeftException.Forbidden.class,
                            e -> assertThat(e.text()).doesNotContain("root", "supergroup"));
            bench.delete("/hers/a");
            assertThat(bench.names("/hers")).isEmpty();
            assertThat(files.listStatus(at("/.weft/tmp"))).isEmpty();
        }
    }

    @Test
    void without_it_everything_is_the_configured_users() throws IOException {
        FileSystem files = MiniHdfs.shared().files();
        files.mkdirs(at("/"));
        files.setOwner(at("/"), "weft", null);
        try (StorageBench bench = Benches.in(tmp, options -> options.user("weft"))) {
            bench.put("/a", "1");
            assertThat(Optional.of(files.getFileStatus(at("/a")).getOwner())).contains("weft");
            assertThat(files.getFileStatus(at("/.weft")).getPermission().toShort())
                    .isEqualTo((short) 0700);
        }
    }
}
