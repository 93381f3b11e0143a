/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.weft.testkit.storage.Fixture;
import org.weft.testkit.storage.StorageBench;

/** Benches with an HDFS driver, and what its tests wait for. */
final class Benches {

    private Benches() {}

    /** A driver on a folder of its own in the shared HDFS. */
    static StorageBench in(Path tmp) throws IOException {
        return with(tmp, MiniHdfs.shared().config(MiniHdfs.rootOf(tmp)));
    }

    static StorageBench in(Path tmp, UnaryOperator<Options> options) throws IOException {
        return with(
                tmp,
                options.apply(new Options(MiniHdfs.shared().config(MiniHdfs.rootOf(tmp))))
                        .config());
    }

    static StorageBench with(Path tmp, HdfsConfig config) throws IOException {
        return new StorageBench(
                tmp.resolve("state"), context -> new HdfsFactory().create(config, context), Fixture.none());
    }

    /** Waits for what the background does; gives up after a time that no healthy machine needs. */
    static <T> T eventually(T expected, Callable<T> actual) throws Exception {
        T last = actual.call();
        for (int i = 0; i < 600 && !expected.equals(last); i++) {
            Thread.sleep(50);
            last = actual.call();
        }
        return last;
    }
}
