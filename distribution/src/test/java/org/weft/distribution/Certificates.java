/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** Certificates that openssl makes. */
final class Certificates {

    private Certificates() {}

    /** Makes {@code FILE.pem} and {@code FILE.key}, for a name and for 127.0.0.1. */
    static void selfSigned(Path folder, String file, String name, int days) throws IOException, InterruptedException {
        Command made = Command.run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                Integer.toString(days),
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=DNS:" + name + ",IP:127.0.0.1",
                "-out",
                file + ".pem",
                "-keyout",
                file + ".key");
        assertThat(made.exitCode()).as(made.output()).isZero();
    }
}
