/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;

/** An entry of {@code [[ocm.directory]]}. */
public record OcmDirectorySection(
        @Doc("Where the federation publishes its list.") URI url,

        @Doc("The federation's public key: a JWK, a JWK set, or PEM. Got from it by another way than the list.")
        Optional<Path> keyFile,

        @Doc(
                "`required`: a list that the key did not sign is not used. `off`: anything that looks like a list is used, so whoever controls the address decides who is a peer.")
        @Default("required")
        Verification verification,

        @Doc("How often the list is fetched again. When that fails, the last one holds.")
        @Default("1h")
        @Range(min = 10, max = 604_800)
        Duration refresh) {

    /** Whether a list must be signed. */
    public enum Verification {
        REQUIRED,
        OFF
    }

    public OcmDirectorySection {
        if (verification == Verification.REQUIRED && keyFile.isEmpty()) {
            throw new InvalidConfig("key-file", "name the federation's key, or say verification = \"off\"");
        }
        if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new InvalidConfig("url", "write a URL like https://directory.example.org/ocm");
        }
    }
}
