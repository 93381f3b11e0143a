/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.ListContainerRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.ListContainerStreamResponse;
import com.cs3.storage.provider.v1beta1.Reference;
import com.cs3.storage.provider.v1beta1.StatRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

/** A driver that wants more memory than there is fails the call that it works for, and no other. */
@OverWire
class FailedAllocationsTest {

    private static final Reference HOARD =
            Reference.newBuilder().setPath("/crowd/hoard").build();

    @TempDir
    Path directory;

    private DemandsSite served;

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(directory);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private void goesOn() throws IOException {
        assertThat(served.ask("PROPFIND", "/dav/tree/crowd/3", "Depth: 1").status())
                .isEqualTo(207);
    }

    @Test
    void over_webdav() throws IOException {
        assertThat(served.ask("PROPFIND", "/dav/tree/crowd/hoard", "Depth: 0").status())
                .isEqualTo(500);
        goesOn();
    }

    @Test
    void over_grpc() throws IOException {
        assertThat(served.gateway(FakeSite.EINSTEIN)
                        .stat(StatRequest.newBuilder().setRef(HOARD).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INTERNAL);
        assertThat(served.gateway(FakeSite.EINSTEIN)
                        .listContainer(
                                ListContainerRequest.newBuilder().setRef(HOARD).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INTERNAL);
        goesOn();
    }

    @Test
    void in_a_stream_over_grpc_which_ends() throws IOException {
        assertThat(served.gateway(FakeSite.EINSTEIN)
                        .listContainerStream(ListContainerStreamRequest.newBuilder()
                                .setRef(HOARD)
                                .build()))
                .toIterable()
                .extracting(ListContainerStreamResponse::getStatus)
                .extracting(status -> status.getCode())
                .containsExactly(Code.CODE_INTERNAL);
        goesOn();
    }
}
