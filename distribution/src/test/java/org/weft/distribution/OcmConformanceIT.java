/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.ocm.OcmConformance;

/** The server as it is shipped, asked from outside whether it keeps to Open Cloud Mesh. */
class OcmConformanceIT extends OcmConformance {

    @TempDir
    static Path folder = Path.of("");

    private static Optional<FederatedSite> started = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        started = Optional.of(FederatedSite.start(folder.resolve("site"), "127.0.0.1"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (started.isPresent()) {
            started.get().close();
        }
    }

    private static FederatedSite site() {
        return started.orElseThrow();
    }

    @Override
    protected URI server() {
        return URI.create(site().url());
    }

    @Override
    protected Optional<String> address() {
        return Optional.of("127.0.0.4");
    }

    @Override
    protected Optional<String> recipient() {
        return Optional.of("marie@" + site().host());
    }

    @Override
    protected Optional<String> invitation() {
        try {
            return Optional.of(site().helper("einstein", "POST", "generate-invite", "{}")
                    .getAsJsonObject()
                    .get("token")
                    .getAsString());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
