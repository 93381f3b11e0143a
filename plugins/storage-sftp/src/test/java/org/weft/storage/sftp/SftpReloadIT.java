/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.weft.storage.sftp.fixture.OpenSsh;
import org.weft.testkit.server.ReloadContract;

/** The plugin as it ships, with MINA SSHD inside, on Debian's sshd. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SftpReloadIT extends ReloadContract {

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
    protected Path jar(Path tmp) {
        return Path.of(System.getProperty("weft.plugin.jar"));
    }

    @Override
    protected String storage(Path tmp) throws IOException {
        Path root = Files.createDirectories(tmp.resolve("served"));
        return """
            driver = "sftp"
            options = { host = "127.0.0.1", port = %d, user = "%s", root = "%s", private-key = "%s", known-hosts = "%s" }
            """.formatted(server.port(), OpenSsh.user(), root, server.key(), server.knownHosts());
    }

    @Override
    protected String heap() {
        return "192m";
    }
}
