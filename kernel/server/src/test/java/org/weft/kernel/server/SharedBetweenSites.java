/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.sharing.ocm.OcmPermissions;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ReceivedShares.Decision;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.RelPath;

/** What tests of shares between Einstein's site and Marie's begin with, and ask. */
abstract class SharedBetweenSites extends TwoSitesFixture {

    protected static final Caller EINSTEIN = OcmSite.caller(FakeSite.EINSTEIN);
    protected static final Caller MARIE = OcmSite.caller(FakeSite.MARIE);
    protected static final String HOME = "/remote.php/webdav/";
    protected static final String SHARES = "/remote.php/dav/tree/shares/";

    protected static UserId at(OcmSite site, UserId user) {
        return new UserId(site.host, user.opaque(), UserType.FEDERATED);
    }

    protected OcmOut share(String path, List<String> words) {
        return a.shares
                .sharing()
                .sent()
                .create(
                        EINSTEIN,
                        new OutgoingShares.Wanted(
                                Target.path(RelPath.parse(path)),
                                at(b, FakeSite.MARIE.id()),
                                false,
                                OcmPermissions.of(words),
                                Optional.empty(),
                                "for you"));
    }

    protected ReceivedShares.ReceivedShare onlyReceived() {
        List<ReceivedShares.ReceivedShare> all = b.received(MARIE);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    protected void accept() {
        b.shares.sharing().received().update(MARIE, onlyReceived().share().id(), Decision.state(ShareState.ACCEPTED));
    }

    protected void paperInFolder() throws IOException {
        assertThat(a.ask("einstein", "MKCOL", HOME + "Relativity", "").statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "Relativity/paper.txt", "E = mc2")
                        .statusCode())
                .isEqualTo(201);
        assertThat(a.ask("einstein", "PUT", HOME + "secret.txt", "not for you").statusCode())
                .isEqualTo(201);
    }

    protected String get(String path) throws IOException {
        HttpResponse<String> answer = b.ask("marie", "GET", SHARES + path, "");
        return answer.statusCode() == 200 ? answer.body() : String.valueOf(answer.statusCode());
    }
}
