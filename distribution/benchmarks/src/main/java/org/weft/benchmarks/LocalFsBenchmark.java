/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.weft.spi.Caller;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.storage.localfs.LocalFsConfig;
import org.weft.storage.localfs.LocalFsFactory;
import org.weft.storage.localfs.MakeRoom;
import org.weft.testkit.TestContext;

/**
 * The driver alone, on whatever file system {@code java.io.tmpdir} is on. Give a folder of a real disk there to see
 * what durability costs: {@code -jvmArgsAppend -Djava.io.tmpdir=/some/folder -p durable=true,false}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LocalFsBenchmark {

    private static final int CHILDREN = 10_000;
    private static final byte[] BODY = new byte[4096];

    private final Caller caller = new Caller(
            new UserId("https://idp.example.org", "einstein", UserType.PRIMARY),
            "einstein",
            Set.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new TraceId("benchmark"));
    private final Ref file = Ref.path(RelPath.parse("file"));
    private final Ref full = Ref.path(RelPath.parse("full"));
    private long count;

    @Param("true")
    public boolean durable;

    // Filled in the set-up: the parameters are unknown to the constructor, and it may not throw.
    private Optional<Opened> opened = Optional.empty();

    @Setup
    public void fill() throws IOException {
        Path scratch = Files.createTempDirectory("weft-benchmark");
        TestContext context = TestContext.in(scratch.resolve("state"));
        Path root = scratch.resolve("root");
        LocalFsConfig config = new LocalFsConfig(
                root,
                durable,
                Optional.empty(),
                Duration.ZERO,
                0,
                0,
                10,
                Duration.ofDays(90),
                Duration.ofDays(30),
                Optional.empty(),
                MakeRoom.NONE);
        StorageDriver driver = new LocalFsFactory().create(config, context);
        driver.start();
        opened = Optional.of(new Opened(driver, context, scratch));
        driver.put(caller, file, PutSpec.simple(), new ByteArrayInputStream(BODY));
        driver.makeFolder(caller, full, MakeSpec.simple());
        driver.makeFolder(caller, Ref.path(RelPath.parse("new")), MakeSpec.simple());
        for (int child = 0; child < CHILDREN; child++) {
            Files.write(root.resolve("full/file-" + child + ".txt"), new byte[10]);
        }
    }

    @TearDown
    public void remove() throws IOException {
        Opened done = opened.orElseThrow();
        done.driver().close();
        done.context().close();
        try (Stream<Path> files = Files.walk(done.scratch())) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public Node stat() throws IOException {
        return driver().stat(caller, file);
    }

    /** One folder of ten thousand children. */
    @Benchmark
    public void list(Blackhole sink) throws IOException {
        driver().list(caller, full, ListSpec.all(), node -> {
            sink.consume(node);
            return true;
        });
    }

    @Benchmark
    public Node putNew() throws IOException {
        Ref target = Ref.path(RelPath.parse("new/" + count++));
        return driver().put(caller, target, PutSpec.simple(), new ByteArrayInputStream(BODY));
    }

    @Benchmark
    public Node putOver() throws IOException {
        return driver().put(caller, file, PutSpec.simple(), new ByteArrayInputStream(BODY));
    }

    private StorageDriver driver() {
        return opened.orElseThrow().driver();
    }

    private record Opened(StorageDriver driver, TestContext context, Path scratch) {}
}
