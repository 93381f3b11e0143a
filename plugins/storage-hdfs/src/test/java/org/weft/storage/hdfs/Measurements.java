/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.testkit.storage.StorageBench;

/**
 * Measures the driver against an HDFS in the same process; the numbers of the operators' page. Run by hand:
 *
 * <pre>mvn -q -pl spi,spi/testkit,plugins/storage-hdfs -DskipTests -Dweft.measure=test test</pre>
 */
final class Measurements {

    private static final int PUTS = 300;
    private static final int CHILDREN = 10_000;
    private static final int MIB = 256;

    private Measurements() {}

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static void tell(String form, Object... values) {
        System.out.printf(form + "%n", values);
    }

    public static void main(String[] arguments) throws Exception {
        Path tmp = Files.createTempDirectory("weft-hdfs");
        MiniHdfs hdfs = MiniHdfs.start(tmp.resolve("hdfs"));
        plainPuts(hdfs);
        for (boolean follows : new boolean[] {true, false, true, false}) {
            puts(hdfs, tmp.resolve("puts-" + follows), follows);
        }
        listing(hdfs, tmp.resolve("listing"));
        large(hdfs, tmp.resolve("large"));
        hdfs.stop();
        System.exit(0);
    }

    /** What any client pays: a file with a block, written and closed. */
    private static void plainPuts(MiniHdfs hdfs) throws Exception {
        Each each = i -> {
            try (FSDataOutputStream out = hdfs.files().create(new org.apache.hadoop.fs.Path("/plain/" + i))) {
                out.write(i);
            }
        };
        int few = 20;
        double one = seconds(() -> {
            for (int i = 0; i < few; i++) {
                each.make(i);
            }
        });
        tell("Hadoop's client alone, with its defaults: %.1f files of a byte a second by one writer", few / one);
    }

    private static void puts(MiniHdfs hdfs, Path tmp, boolean follows) throws Exception {
        try (StorageBench bench = bench(hdfs, tmp, follows)) {
            String folder = "";
            for (String name : List.of("/a", "/b", "/c", "/d")) {
                folder = folder + name;
                if (!bench.exists(folder)) {
                    bench.folder(folder);
                }
            }
            String deep = folder;
            double one = seconds(() -> {
                for (int i = 0; i < PUTS; i++) {
                    bench.put(deep + "/" + i, "content");
                }
            });
            double many = seconds(() -> together(8, i -> bench.put(deep + "/" + i, "content")));
            tell(
                    "puts of 7 bytes five folders deep, folder-etags %s: %.0f a second by one writer, %.0f by 8",
                    follows, PUTS / one, PUTS / many);
        }
    }

    private interface Each {
        void make(int i) throws IOException;
    }

    private static void together(int writers, Each each) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < PUTS; i++) {
                int number = i;
                all.add(executor.submit(() -> {
                    each.make(number);
                    return number;
                }));
            }
            for (Future<?> done : all) {
                done.get();
            }
        }
    }

    private static StorageBench bench(MiniHdfs hdfs, Path tmp, boolean follows) throws IOException {
        HdfsConfig plain = hdfs.config("/" + tmp.getFileName());
        return Benches.with(
                tmp,
                new HdfsConfig(
                        plain.namenode(),
                        plain.root(),
                        plain.siteFiles(),
                        plain.properties(),
                        plain.user(),
                        plain.principal(),
                        plain.keytab(),
                        false,
                        false,
                        follows,
                        plain.quota(),
                        plain.trashKeep(),
                        plain.scan(),
                        plain.timeout(),
                        List.of("SHA1", "MD5", "ADLER32"),
                        MakeRoom.TRASH));
    }

    private static void listing(MiniHdfs hdfs, Path tmp) throws Exception {
        String folder = "/listing/many";
        try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < CHILDREN; i++) {
                int number = i;
                executor.submit(() -> {
                    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder + "/file-" + number);
                    try (FSDataOutputStream made = hdfs.files().create(path)) {
                        made.flush();
                    }
                    hdfs.files().setXAttr(path, "user.other", new byte[60]);
                    return number;
                });
            }
        }
        try (StorageBench bench = bench(hdfs, tmp, true)) {
            for (String what : List.of("first", "second", "third")) {
                long[] count = {0};
                double took = seconds(
                        () -> bench.driver().list(bench.anna(), StorageBench.at("/many"), ListSpec.all(), node -> {
                            count[0]++;
                            return true;
                        }));
                tell("%s listing of %d children: %.3f s", what, count[0], took);
            }
        }
    }

    private static void large(MiniHdfs hdfs, Path tmp) throws Exception {
        try (StorageBench bench = bench(hdfs, tmp, true)) {
            for (int round = 0; round < 3; round++) {
                double plain = seconds(() -> {
                    try (FSDataOutputStream out =
                            hdfs.files().create(new org.apache.hadoop.fs.Path("/large-plain"), true)) {
                        zeros().transferTo(out);
                    }
                });
                double put = seconds(
                        () -> bench.driver().put(bench.anna(), StorageBench.at("/large"), PutSpec.simple(), zeros()));
                double get = seconds(() -> {
                    try (Content content =
                            bench.driver().open(bench.anna(), StorageBench.at("/large"), ReadSpec.whole())) {
                        byte[] buffer = new byte[256 * 1024];
                        InputStream in = ((Content.OfStream) content).stream();
                        while (in.read(buffer) >= 0) {
                            continue;
                        }
                    }
                });
                tell(
                        "%d MiB: put %.0f MiB/s (Hadoop's client alone %.0f), get %.0f MiB/s",
                        MIB, MIB / put, MIB / plain, MIB / get);
            }
        }
    }

    private static InputStream zeros() {
        return new InputStream() {
            private long left = (long) MIB << 20;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(length, left);
                left -= count;
                return count;
            }
        };
    }
}
