/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.sftp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/** The options of an {@code sftp} mount. */
@Doc("A folder of an SFTP server.")
public record SftpConfig(
        @Doc("The server's name or address.") String host,

        @Doc("The server's port.") @Default("22") @Range(min = 1, max = 65535)
        int port,

        @Doc("The account on the server.") String user,

        @Doc("The folder that is served, with all below it; it exists.")
        String root,

        @Doc("The account's password.") @Secret Optional<String> password,

        @Doc("A file with the account's private key.") Optional<Path> privateKey,

        @Doc("What the private key is encrypted with.") @Secret
        Optional<String> passphrase,

        @Doc("A file with the server's host keys, as ssh keeps it.")
        Optional<Path> knownHosts,

        @Doc("The fingerprints of the server's host keys, such as SHA256:…; one of them must be the key's.")
        List<String> fingerprints,

        @Doc("How many connections are open at most; each upload and download holds one.")
        @Default("16")
        @Range(min = 3, max = 256)
        int connections,

        @Doc("How long to wait for an answer of the server.") @Default("20s") @Range(min = 1, max = 600)
        Duration timeout,

        @Doc("How often the folders are looked through for changes that other programs made; without it they are seen"
                + " when they are next accessed.")
        Optional<Duration> scan) {

    /** What names the server in messages. */
    String address() {
        return host + ":" + port;
    }
}
