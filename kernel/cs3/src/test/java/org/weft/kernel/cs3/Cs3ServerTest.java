/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.storage.provider.v1beta1.GetHomeRequest;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.Scope;

/** The server: its services, tokens, statuses and limits. */
class Cs3ServerTest extends Cs3Cases {

    Cs3ServerTest(@TempDir Path data) throws Exception {
        super(data);
    }

    @Test
    void every_rpc_of_every_service_answers_an_empty_request_in_its_own_status() {
        EveryRpc every = new EveryRpc(client().channel, einstein());
        for (MethodDescriptor<?, ?> method : EveryRpc.all()) {
            assertThat(every.ask(method).getCode())
                    .as(method.getFullMethodName())
                    .isNotIn(Code.CODE_INTERNAL, Code.CODE_INVALID, Code.CODE_UNKNOWN);
        }
    }

    @Test
    void every_service_shows_in_reflection() throws Exception {
        BlockingQueue<ServerReflectionResponse> answers = new ArrayBlockingQueue<>(1);
        StreamObserver<ServerReflectionRequest> asking = ServerReflectionGrpc.newStub(client().channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                        answers.add(value);
                    }

                    @Override
                    public void onError(Throwable problem) {}

                    @Override
                    public void onCompleted() {}
                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        ServerReflectionResponse answer = answers.poll(20, TimeUnit.SECONDS);
        asking.onCompleted();
        assertThat(answer).isNotNull();
        assertThat(answer.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsAll(ServiceDescriptors.all().stream()
                        .map(ServiceDescriptor::getName)
                        .toList());
        assertThat(ServiceDescriptors.all()).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void a_call_without_a_token_is_unauthenticated_and_one_with_a_bad_token_is_denied() {
        assertCode(
                () -> client().gateway().getHome(GetHomeRequest.getDefaultInstance()), io.grpc.Status.UNAUTHENTICATED);
        String token = einstein();
        String forged = token.substring(0, token.length() - 4) + "AAAA";
        String expired = site.tokens.mint(
                FakeSite.EINSTEIN,
                List.of(new Scope.User(Scope.Role.OWNER)),
                Instant.now().minusSeconds(600));
        for (String bad : List.of(forged, expired, "nonsense", "a.b.c")) {
            assertCode(
                    () -> client().gateway(bad).getHome(GetHomeRequest.getDefaultInstance()),
                    io.grpc.Status.PERMISSION_DENIED);
        }
    }

    private static void assertCode(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, io.grpc.Status status) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(status.getCode()));
    }

    @Test
    void a_person_signs_in_and_is_told_who_they_are() {
        AuthenticateResponse answer = client().gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId("einstein")
                        .setClientSecret("nietsnie")
                        .build());
        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(answer.getUser().getUsername()).isEqualTo("einstein");
        assertThat(client().gateway(answer.getToken())
                        .whoAmI(WhoAmIRequest.newBuilder()
                                .setToken(answer.getToken())
                                .build())
                        .getUser()
                        .getId()
                        .getOpaqueId())
                .isEqualTo("4c510ada");
    }

    @Test
    void a_wrong_password_and_an_unknown_type_are_told_in_the_status() {
        AuthenticateRequest wrong = AuthenticateRequest.newBuilder()
                .setType("basic")
                .setClientId("einstein")
                .setClientSecret("relativity")
                .build();
        assertThat(client().gateway().authenticate(wrong).getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(client().gateway()
                        .authenticate(wrong.toBuilder().setType("telepathy").build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void a_status_carries_the_trace_of_the_call() {
        assertThat(stat(einstein(), Cs3Client.path("/home/none")).getStatus().getTrace())
                .isEqualTo("trace-of-the-test");
    }

    @Test
    void a_message_that_is_too_large_is_refused_and_the_connection_serves_on() {
        String huge = "/home/" + "x".repeat(5 << 20);
        assertCode(() -> stat(einstein(), Cs3Client.path(huge)), io.grpc.Status.RESOURCE_EXHAUSTED);
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }
}
