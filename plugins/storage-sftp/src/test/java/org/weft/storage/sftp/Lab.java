/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.storage.sftp.fixture.OpenSsh;

/** Options that lead to the server of a test. */
final class Lab {

    private Lab() {}

    static SftpConfig config(OpenSsh server, Path root, Duration timeout) {
        return config(server, root, server.key(), Optional.empty(), timeout);
    }

    static SftpConfig config(OpenSsh server, Path root, Path key, String passphrase) {
        return config(server, root, key, Optional.of(passphrase), Duration.ofSeconds(10));
    }

    private static SftpConfig config(
            OpenSsh server, Path root, Path key, Optional<String> passphrase, Duration timeout) {
        return new SftpConfig(
                "127.0.0.1",
                server.port(),
                OpenSsh.user(),
                root.toString(),
                Optional.empty(),
                Optional.of(key),
                passphrase,
                Optional.of(server.knownHosts()),
                List.of(),
                4,
                timeout,
                Optional.empty());
    }

    /** Of a server on this machine to which somebody signs in with a password. */
    static SftpConfig config(int port, String password, String fingerprint) {
        return new SftpConfig(
                "127.0.0.1",
                port,
                "anna",
                "/",
                Optional.of(password),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(fingerprint),
                3,
                Duration.ofSeconds(10),
                Optional.empty());
    }
}
