/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.storage.sftp.fixture.OpenSsh;
import org.weft.testkit.storage.StorageContract;

/** The whole contract against Debian's sshd. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("process")
class SftpContractTest extends StorageContract<SftpConfig> {

    private OpenSsh server;

    @BeforeAll
    void startServer(@TempDir Path home) throws IOException {
        server = OpenSsh.start(home.resolve("sshd"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected StorageDriverFactory<SftpConfig> factory() {
        return new SftpFactory();
    }

    @Override
    protected SftpConfig config(Path tmp) {
        try {
            return Lab.config(server, Files.createDirectories(tmp), Duration.ofSeconds(60));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Path.of("../../docs/reference/drivers.md"));
    }
}
