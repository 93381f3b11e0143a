/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.weft.app.wopi.WopiConfig.LockCompare;
import org.weft.app.wopi.WopiConfig.Product;
import org.weft.app.wopi.WopiConfig.Proofs;
import org.weft.spi.app.AppProviderFactory;
import org.weft.testkit.app.AppContract;

@Tag("wire")
class WopiContractTest extends AppContract<WopiConfig> {

    private static Office office;

    @BeforeAll
    static void start() throws IOException {
        office = new Office();
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    @Override
    protected AppProviderFactory<WopiConfig> factory() {
        return new WopiFactory();
    }

    @Override
    protected WopiConfig config(Path tmp) {
        return new WopiConfig(
                URI.create(office.url()),
                Product.OTHER,
                Optional.of("Paper"),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                Duration.ofHours(12),
                Proofs.AUTO,
                false,
                false,
                LockCompare.STRICT);
    }

    @Override
    protected String fileName() {
        return "talk.docx";
    }
}
