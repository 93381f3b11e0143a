/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.TestContext;

/** Signing in with a password, to a server that is known by its fingerprint; OpenSSH would ask for an account of the machine. */
@Tag("process")
class PasswordTest {

    @TempDir
    Path tmp;

    private final SshServer server = SshServer.setUpDefaultServer();
    private String fingerprint = "";
    private TestContext context;

    @BeforeEach
    void start() throws IOException {
        SimpleGeneratorHostKeyProvider host = new SimpleGeneratorHostKeyProvider(tmp.resolve("host"));
        fingerprint =
                KeyUtils.getFingerPrint(host.loadKeys(null).iterator().next().getPublic());
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(host);
        server.setPasswordAuthenticator((user, password, session) -> user.equals("anna") && password.equals("right"));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(Files.createDirectories(tmp.resolve("disk"))));
        server.start();
        context = TestContext.in(tmp.resolve("state"));
    }

    @AfterEach
    void stop() throws IOException {
        context.close();
        server.stop(true);
    }

    private void serve(String password, String known) throws IOException {
        StorageDriver driver = new SftpFactory().create(Lab.config(server.getPort(), password, known), context);
        try {
            driver.start();
        } finally {
            driver.close();
        }
    }

    @Test
    void the_right_password_signs_in_and_no_other() throws IOException {
        serve("right", fingerprint);
        assertThat(tmp.resolve("disk")).isDirectoryContaining(path -> path.endsWith(".~weft-tree"));
        assertThatThrownBy(() -> serve("a guess", fingerprint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("authentication")
                .hasMessageNotContaining("a guess");
    }

    @Test
    void another_fingerprint_is_refused_before_the_password_is_sent() {
        assertThatThrownBy(() -> serve("right", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
                .hasMessageContaining("host key has changed")
                .hasMessageContaining(fingerprint);
    }
}
