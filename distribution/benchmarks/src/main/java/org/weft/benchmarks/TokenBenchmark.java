/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.identity.token.VerifiedToken;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** What a gRPC call pays for its access token; users in many groups carry long ones. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenBenchmark {

    private final TokenService tokens =
            new TokenService(ConfiguredKey.of("a secret of the benchmark, 32 bytes or more"), Clock.systemUTC());
    private String token = "";

    @Param({"3", "300"})
    public int groups;

    @Setup
    public void mintOnce() {
        token = mint();
    }

    @Benchmark
    public VerifiedToken verify() {
        return tokens.verify(token);
    }

    @Benchmark
    public String mint() {
        return tokens.mint(
                user(), List.of(new Scope.User(Scope.Role.OWNER)), Instant.now().plus(Duration.ofDays(1)));
    }

    private User user() {
        return new User(
                new UserId("https://idp.example.org", "4c510ada-c86b-4815-8820-42cdf82c3d51", UserType.PRIMARY),
                "einstein",
                "einstein@example.org",
                true,
                "Albert Einstein",
                IntStream.range(0, groups).mapToObj(n -> "research-group-" + n).toList(),
                OptionalLong.of(1000),
                OptionalLong.of(1000),
                Map.of());
    }
}
