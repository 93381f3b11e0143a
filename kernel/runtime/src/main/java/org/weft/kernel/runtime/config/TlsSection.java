/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Doc;

/** The table {@code [tls]}. */
public record TlsSection(
        @Doc("PEM file with the server's certificate, and those between it and its authority. Read again when it"
                + " changes.")
        Optional<Path> certificate,

        @Doc("PEM file with the certificate's key (`BEGIN PRIVATE KEY`), which nobody else may read. Read again when it"
                + " changes.")
        Optional<Path> key) {

    public TlsSection {
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidConfig(
                    certificate.isPresent() ? "key" : "certificate", "a certificate and its key are named together");
        }
    }

    /** Whether both ports speak TLS. */
    public boolean isOn() {
        return certificate.isPresent();
    }
}
