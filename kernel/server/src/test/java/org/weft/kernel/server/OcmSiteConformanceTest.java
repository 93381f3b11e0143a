/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;
import org.weft.testkit.ocm.OcmConformance;

/** A whole site, asked whether it keeps to the standard. */
@OverWire
class OcmSiteConformanceTest extends OcmConformance {

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private OcmSite site;

    @BeforeEach
    void start() throws Exception {
        site = new OcmSite(folder, "127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Override
    protected URI server() {
        return site.url;
    }

    @Override
    protected Optional<String> address() {
        return Optional.of("127.0.0.4");
    }

    @Override
    protected Optional<String> recipient() {
        return Optional.of("marie@" + site.host);
    }

    @Override
    protected Optional<String> invitation() {
        try {
            String invite = site.ask(
                            "einstein",
                            "POST",
                            "/sciencemesh/generate-invite",
                            "{}",
                            "Content-Type",
                            "application/json")
                    .body();
            return Optional.of(JsonParser.parseString(invite)
                    .getAsJsonObject()
                    .get("token")
                    .getAsString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
