/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.testkit.ocm.OcmConformance;

class ConformanceTest extends OcmConformance {

    @TempDir
    private Path data;

    private LabSite site;

    @BeforeEach
    void start() throws IOException {
        site = new LabSite(data, "127.0.0.1");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Override
    protected URI server() {
        return site.uri("/");
    }

    @Override
    protected Optional<String> address() {
        return Optional.of("127.0.0.4");
    }

    @Override
    protected Optional<String> invitation() {
        return Optional.of(
                site.invitations.generate(FakeSite.EINSTEIN.id(), "", "").token());
    }
}
