/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who takes a folder's lock again and again, as a scan does, keeps nobody out. */
class FolderLocksTest {

    @TempDir
    private Path tmp;

    @Test
    void a_writer_that_waits_is_next_however_often_a_scan_comes_again() throws Exception {
        CallBufferPool scratches = new CallBufferPool();
        Files.createFile(tmp.resolve("locks"));
        int fd;
        int folder;
        try (CallBuffer s = scratches.take()) {
            folder = Posix.openRoot(s, tmp.toString());
            fd = Posix.openOrCreate(s, folder, s.name("locks"));
        }
        FolderLocks locks = new FolderLocks(scratches, fd);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread writer;
        try (FolderLocks.Held first = locks.hold(7)) {
            writer = Thread.ofPlatform().start(() -> {
                try (FolderLocks.Held held = locks.hold(7)) {
                    order.add("writer");
                }
            });
            while (writer.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
        try (FolderLocks.Held again = locks.hold(7)) {
            order.add("scan");
        }
        writer.join();
        assertThat(order).containsExactly("writer", "scan");
        try (CallBuffer s = scratches.take()) {
            Posix.close(s, fd);
            Posix.close(s, folder);
        }
    }
}
