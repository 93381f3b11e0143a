/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** Two sites, Einstein's and Marie's, for tests of what goes on between them. */
@OverWire
abstract class TwoSitesFixture {

    @TempDir
    protected Path folder;

    @SuppressWarnings("NullAway.Init") // each test begins with the sites it needs
    protected OcmSite a;

    @SuppressWarnings("NullAway.Init")
    protected OcmSite b;

    /** @param ocm lines for the table [ocm] of both */
    protected void sites(String... ocm) throws Exception {
        a = new OcmSite(folder.resolve("a"), "127.0.0.1", ocm);
        b = new OcmSite(folder.resolve("b"), "127.0.0.2", ocm);
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    protected Cs3Side einstein() {
        return new Cs3Side(a, FakeSite.EINSTEIN);
    }

    protected Cs3Side marie() {
        return new Cs3Side(b, FakeSite.MARIE);
    }
}
