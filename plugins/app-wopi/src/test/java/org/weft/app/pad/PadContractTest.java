/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.weft.spi.app.AppProviderFactory;
import org.weft.testkit.app.AppContract;

@Tag("wire")
class PadContractTest extends AppContract<PadConfig> {

    private static PadServer etherpad;

    @BeforeAll
    static void start() throws IOException {
        etherpad = new PadServer();
    }

    @AfterAll
    static void stop() {
        etherpad.close();
    }

    @Override
    protected AppProviderFactory<PadConfig> factory() {
        return new PadFactory();
    }

    @Override
    protected PadConfig config(Path tmp) {
        return new PadConfig(
                URI.create(etherpad.url()),
                Optional.empty(),
                PadServer.KEY,
                "Etherpad",
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
    }

    @Override
    protected String fileName() {
        return "notes.md";
    }
}
