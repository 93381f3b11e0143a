/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.weft.kernel.http.PathCodec;
import org.weft.spi.storage.RelPath;

/** What every request pays for its path. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PathBenchmark {

    @Param({"/Documents/2026/report.txt", "/Fotos/S%C3%BCden%202026/stra%C3%9Fe%20%231.jpg"})
    public String raw = "";

    @Benchmark
    public String decode() {
        return PathCodec.decode(raw);
    }

    @Benchmark
    public RelPath parse() {
        return RelPath.parse(PathCodec.decode(raw));
    }

    @Benchmark
    public String roundTrip() {
        return PathCodec.encode(PathCodec.decode(raw));
    }
}
