/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/** A plugin that was compiled against the first SPI, and that nobody builds anew, goes on working. */
class OldPluginTest {

    @TempDir
    Path data = Path.of("");

    private static final Caller EINSTEIN = new Caller(
            new UserId("test", "einstein", UserType.PRIMARY),
            "einstein",
            Set.of(),
            List.of(new Scope.User(Scope.Role.OWNER)),
            Optional.empty(),
            Optional.empty(),
            new TraceId("test"));

    private static Ref at(String path) {
        return Ref.path(RelPath.parse(path));
    }

    @Test
    void it_loads_starts_and_serves() throws IOException {
        try (HostFixture fixture = new HostFixture(data);
                InputStream old = OldPluginTest.class.getResourceAsStream("/plugins/hello-spi-0.1.0.jar")) {
            assertThat(old).isNotNull();
            Files.write(fixture.site.resolve("hello.jar"), old.readAllBytes());
            DriverHandle<StorageDriver> handle =
                    fixture.host.entry(DriverKind.STORAGE, "hello", "hello", DriverOptions.none("test"));
            fixture.run();
            assertThat(fixture.status("hello").reason()).isEmpty();

            try (Lease<StorageDriver> lease = handle.acquire()) {
                StorageDriver driver = lease.driver();
                List<String> names = new ArrayList<>();
                driver.list(EINSTEIN, at(""), ListSpec.all(), node -> names.add(node.name()));
                assertThat(names).contains("hello.txt");

                Node file = driver.stat(EINSTEIN, at("hello.txt"));
                try (Content content = driver.open(EINSTEIN, at("hello.txt"), ReadSpec.whole())) {
                    assertThat(content).isInstanceOf(Content.OfStream.class);
                    InputStream stream = ((Content.OfStream) content).stream();
                    assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("Hello, world\n");
                    assertThat(content.node()).isEqualTo(file);
                }
                assertThatThrownBy(() -> driver.stat(EINSTEIN, at("missing.txt")))
                        .isInstanceOf(WeftException.NotFound.class);
                // What came later has its default.
                assertThat(driver.upkeep()).isEmpty();
                assertThat(driver.symlinks()).isEmpty();
                assertThat(driver.traits()).isNotNull();
            }
        }
    }

    /** Lets somebody else write before the first step, and notes what each step came to. */
    private static final class Competing implements Guard {
        private final StorageDriver driver;
        private final List<Boolean> committed = new ArrayList<>();

        Competing(StorageDriver driver) {
            this.driver = driver;
        }

        @Override
        public void check(Affected what) {}

        @Override
        public <T> Attempt<T> attempt(Affected what, Step<T> step) throws IOException {
            if (committed.isEmpty()) {
                put(driver, PutSpec.simple(), "theirs");
            }
            Attempt<T> outcome = step.take();
            committed.add(outcome instanceof Attempt.Committed<T>);
            return outcome;
        }
    }

    private static Node put(StorageDriver driver, PutSpec spec, String text) throws IOException {
        return driver.put(
                EINSTEIN, at("file.txt"), spec, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static PutSpec guarded(Guard guard) {
        PutSpec simple = PutSpec.simple();
        return new PutSpec(
                simple.length(),
                simple.mtime(),
                simple.precondition(),
                guard,
                simple.onConflict(),
                simple.digests(),
                simple.mediaType());
    }

    @Test
    void it_writes_and_its_null_and_its_empty_optional_mean_that_a_step_did_nothing() throws IOException {
        try (HostFixture fixture = new HostFixture(data);
                InputStream old = OldPluginTest.class.getResourceAsStream("/plugins/writer-spi-0.1.0.jar")) {
            assertThat(old).isNotNull();
            Files.write(fixture.site.resolve("writer.jar"), old.readAllBytes());
            DriverHandle<StorageDriver> handle =
                    fixture.host.entry(DriverKind.STORAGE, "writer", "writer", DriverOptions.none("test"));
            fixture.run();
            assertThat(fixture.status("writer").reason()).isEmpty();

            try (Lease<StorageDriver> lease = handle.acquire()) {
                StorageDriver driver = lease.driver();
                Competing puts = new Competing(driver);
                Node mine = put(driver, guarded(puts), "mine!");
                assertThat(puts.committed).containsExactly(false, true); // null
                assertThat(mine.size()).isEqualTo(5);
                assertThat(driver.stat(EINSTEIN, at("file.txt")).etag()).isEqualTo(mine.etag());

                Competing deletes = new Competing(driver);
                driver.delete(EINSTEIN, at("file.txt"), new DeleteSpec(Precondition.none(), deletes));
                assertThat(deletes.committed).containsExactly(false, true); // Optional.empty()
                assertThatThrownBy(() -> driver.stat(EINSTEIN, at("file.txt")))
                        .isInstanceOf(WeftException.NotFound.class);
            }
        }
    }
}
