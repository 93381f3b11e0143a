/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.storage.provider.v1beta1.ListContainerStreamRequest;
import com.cs3.storage.provider.v1beta1.StatRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;

@OverWire
class RpcMetricsTest {

    private static final String GATEWAY = "weft_rpcs_seconds_count{rpc=\"cs3.gateway.v1beta1.GatewayAPI/";

    private final FakeSite site;
    private final ServedSite served;

    RpcMetricsTest(@TempDir Path data) throws Exception {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private GatewayAPIGrpc.GatewayAPIBlockingStub einstein() {
        return Cs3Client.with(served.client().gateway(), site.tokenOf(FakeSite.EINSTEIN));
    }

    private void stat(String path) {
        einstein().stat(StatRequest.newBuilder().setRef(Cs3Client.path(path)).build());
    }

    @Test
    void calls_are_counted_by_rpc_and_by_the_status_in_the_answer() {
        stat("/common");
        stat("/common");
        stat("/common/none");
        einstein()
                .listContainerStream(ListContainerStreamRequest.newBuilder()
                        .setRef(Cs3Client.path("/common"))
                        .build())
                .forEachRemaining(answer -> {});
        assertThat(served.metrics().text())
                .contains(GATEWAY + "Stat\",status=\"ok\"} 2")
                .contains(GATEWAY + "Stat\",status=\"not_found\"} 1")
                .contains(GATEWAY + "ListContainerStream\",status=\"ok\"} 1");
    }

    @Test
    void a_call_that_is_refused_before_it_begins_is_counted_by_the_status_of_grpc() {
        assertThatThrownBy(() -> served.client().gateway().stat(StatRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(served.metrics().text()).contains(GATEWAY + "Stat\",status=\"unauthenticated\"} 1");
    }

    @Test
    void names_that_clients_make_up_are_not_counted_and_what_is_no_cs3_is_counted_as_one() {
        Channel channel = served.client().gateway().getChannel();
        HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
        for (int i = 0; i < 3; i++) {
            MethodDescriptor<StatRequest, StatRequest> madeUp = MethodDescriptor.<StatRequest, StatRequest>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("made.up/Method" + i)
                    .setRequestMarshaller(GatewayAPIGrpc.getStatMethod().getRequestMarshaller())
                    .setResponseMarshaller(GatewayAPIGrpc.getStatMethod().getRequestMarshaller())
                    .build();
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            channel, madeUp, CallOptions.DEFAULT, StatRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNIMPLEMENTED");
        }
        assertThat(served.metrics().text())
                .contains("weft_rpcs_seconds_count{rpc=\"other\",status=\"ok\"} 1")
                .doesNotContain("made.up");
    }
}
