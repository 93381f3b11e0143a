/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.storage.provider.v1beta1.GetHomeRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What connections may have before anybody on them is known. */
class HostileConnectionsTest extends Cs3Cases {

    HostileConnectionsTest(@TempDir Path data) throws Exception {
        super(data);
    }

    private RawHttp2 raw() throws IOException {
        return new RawHttp2(served.grpcPort());
    }

    @Test
    void an_address_has_so_many_connections_on_which_nobody_is_known() throws Exception {
        List<RawHttp2> all = new ArrayList<>();
        try {
            int kept = 0;
            for (int i = 0; i < ClientConnections.STRANGERS_CONNECTIONS + 5; i++) {
                RawHttp2 connection = raw();
                all.add(connection);
                kept += connection.next() == null ? 0 : 1; // whoever stays is told the settings
            }
            assertThat(kept).isEqualTo(ClientConnections.STRANGERS_CONNECTIONS);
        } finally {
            for (RawHttp2 connection : all) {
                connection.close();
            }
        }
    }

    @Test
    void connections_of_people_who_are_known_do_not_count() {
        String token = einstein();
        List<Cs3Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ClientConnections.STRANGERS_CONNECTIONS + 5; i++) {
                Cs3Client client = served.another();
                clients.add(client);
                assertOk(client.gateway(token)
                        .getHome(GetHomeRequest.getDefaultInstance())
                        .getStatus());
            }
        } finally {
            clients.forEach(Cs3Client::close);
        }
    }

    @Test
    void a_connection_has_so_many_calls_until_a_valid_token_was_shown() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        for (int i = 0; i < ClientConnection.STRANGERS_CALLS; i++) {
            watch(told);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isInstanceOf(HealthCheckResponse.class);
        }
        watch(told);
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThatThrownBy(() -> client().gateway("nonsense").getHome(GetHomeRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("RESOURCE_EXHAUSTED");
    }

    /** Calls HealthAPI's Watch, which is open to all and never ends. */
    private void watch(BlockingQueue<Object> told) {
        HealthGrpc.newStub(client().channel)
                .watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<HealthCheckResponse>() {
                    @Override
                    public void onNext(HealthCheckResponse value) {
                        told.add(value);
                    }

                    @Override
                    public void onError(Throwable problem) {
                        told.add(Status.fromThrowable(problem).getCode());
                    }

                    @Override
                    public void onCompleted() {
                        told.add("completed");
                    }
                });
    }

    @Test
    void a_message_that_never_gets_whole_holds_little() throws Exception {
        try (RawHttp2 connection = raw().begin()) {
            connection.call(1, "/cs3.gateway.v1beta1.GatewayAPI/Authenticate");
            byte[] chunk = new byte[16 << 10];
            connection.data(1, new byte[] {0, 0, 0x10, 0, 0}); // a message of 1 MiB follows
            int sent = 0;
            for (; sent < 3; sent++) {
                connection.data(1, chunk);
            }
            RawHttp2.Frame frame = connection.next();
            while (frame != null && !(frame.stream() == 1 && frame.type() != RawHttp2.WINDOW_UPDATE)) {
                if (frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == 1) {
                    connection.data(1, chunk); // an update tells of half a window of 64 KiB at least
                    connection.data(1, chunk);
                    sent += 2;
                }
                assertThat(sent).as("chunks of 16 KiB that were taken").isLessThan(20);
                frame = connection.next();
            }
            assertThat(frame).isNotNull();
        }
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }

    @Test
    void a_stranger_sends_no_large_request() {
        AuthenticateRequest large = AuthenticateRequest.newBuilder()
                .setType("basic")
                .setClientId("x".repeat(1 << 20))
                .build();
        assertThatThrownBy(() -> client().gateway().authenticate(large))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
    }

    @Test
    void whoever_begins_calls_to_break_them_off_loses_the_connection() throws Exception {
        boolean closed = false;
        try (RawHttp2 connection = raw().begin()) {
            for (int call = 0; call < 3000; call++) {
                connection.call(2 * call + 1, "/cs3.gateway.v1beta1.GatewayAPI/WhoAmI");
                connection.reset(2 * call + 1);
            }
            RawHttp2.Frame frame = connection.next();
            while (frame != null && frame.type() != RawHttp2.GOAWAY) {
                frame = connection.next();
            }
            closed = true;
        } catch (IOException broken) {
            closed = true;
        }
        assertThat(closed).isTrue();
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }

    /** Neither is a matter of memory: answers that are not read are queued up to a number. */
    @Test
    void whoever_floods_with_settings_and_reads_no_answer_loses_the_connection() throws Exception {
        try (RawHttp2 connection = RawHttp2.withoutRoom(served.grpcPort()).begin()) {
            assertThat(framesTaken(connection, RawHttp2.SETTINGS, new byte[0])).isLessThan(MOST_FRAMES);
        }
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }

    @Test
    void whoever_floods_with_pings_loses_the_connection() throws Exception {
        try (RawHttp2 connection = RawHttp2.withoutRoom(served.grpcPort()).begin()) {
            assertThat(framesTaken(connection, RawHttp2.PING, new byte[8])).isLessThan(MOST_FRAMES);
        }
        assertOk(stat(einstein(), Cs3Client.path("/home")).getStatus());
    }

    private static final int MOST_FRAMES = 10_000_000;

    /** How many frames can be sent until the server closes the connection. */
    private static int framesTaken(RawHttp2 connection, int type, byte[] payload) {
        int sent = 0;
        try {
            for (; sent < MOST_FRAMES; sent += 10_000) {
                connection.flood(type, payload, 10_000);
            }
        } catch (IOException closed) {
            return sent;
        }
        return sent;
    }
}
