/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.ocm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.weft.kernel.http.Router;
import org.weft.kernel.ocm.LabSite;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.kernel.web.page.InvitePages;
import org.weft.kernel.web.page.RootPage;
import org.weft.kernel.web.page.SiteInfo;

/** Sites in a laboratory that have the pages for invitations too. */
final class LabPages {

    private static final byte[] SECRET = "the secret of forms".getBytes(StandardCharsets.UTF_8);

    private LabPages() {}

    static LabSite site(Path data, String address) throws IOException {
        return site(data, address, List.of());
    }

    static LabSite site(Path data, String address, List<ProviderList> lists) throws IOException {
        return new LabSite(data, address, Clock.systemUTC(), lists, settings -> settings, LabPages::register);
    }

    private static void register(Router router, LabSite site) {
        new InvitePages(site.invitations, site.network.trust(), site.finder, SECRET, Clock.systemUTC())
                .register(router);
        new RootPage(() -> new SiteInfo("1.2.3", "127.0.0.1:1", List.of())).register(router);
    }
}
