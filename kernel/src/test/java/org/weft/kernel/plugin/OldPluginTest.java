/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.weft.kernel.config.Options;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
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
                    fixture.host.entry(Kind.STORAGE, "hello", "hello", Options.none("test"));
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
}
