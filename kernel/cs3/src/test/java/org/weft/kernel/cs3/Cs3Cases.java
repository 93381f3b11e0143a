/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.rpc.v1beta1.Status;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import com.cs3.storage.provider.v1beta1.StatResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** A site that is asked over CS3. */
@OverWire
abstract class Cs3Cases {

    final FakeSite site;

    final ServedSite served;

    Cs3Cases(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    Cs3Client client() {
        return served.client();
    }

    String einstein() {
        return site.tokenOf(FakeSite.EINSTEIN);
    }

    StatResponse stat(String token, Reference reference) {
        return client().gateway(token)
                .stat(StatRequest.newBuilder().setRef(reference).build());
    }

    static void assertOk(Status status) {
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.CODE_OK);
    }
}
