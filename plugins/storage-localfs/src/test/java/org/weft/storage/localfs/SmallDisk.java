/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A tmpfs of a few megabytes, for what happens when a disk is full. Skips where mounting is not allowed. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(Path folder, String options) throws IOException, InterruptedException {
        return mount(folder, "tmpfs", options);
    }

    /** A file system that keeps no extended attributes. */
    static SmallDisk withoutAttributes(Path folder) throws IOException, InterruptedException {
        return mount(folder, "ramfs", "mode=755");
    }

    private static SmallDisk mount(Path folder, String kind, String options) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", kind, "-o", options, "weft-test", folder.toString()) == 0;
        Assumptions.assumeTrue(mounted, "this user may not mount a " + kind);
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        try {
            run("umount", folder.toString());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
