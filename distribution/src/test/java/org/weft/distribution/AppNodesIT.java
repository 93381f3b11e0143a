/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.app.registry.v1beta1.GetDefaultAppProviderForMimeTypeRequest;
import com.cs3.app.registry.v1beta1.ProviderInfo;
import com.cs3.app.registry.v1beta1.SetDefaultAppProviderForMimeTypeRequest;
import com.cs3.rpc.v1beta1.Code;
import com.google.gson.JsonObject;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.weft.distribution.PaperOffice.Opened;

/** Files that are open in an office while two packed servers on one PostgreSQL are one site. */
class AppNodesIT extends AtTwoNodes {

    private static final String[] EINSTEIN = PaperOffice.basic("einstein", "relativity");
    private static final String ODT = "application/vnd.oasis.opendocument.text";

    private final PaperOffice office;

    AppNodesIT() throws Exception {
        office = new PaperOffice();
    }

    @Override
    String more() {
        return "[apps]\nadmins = [\"einstein\"]\n" + office.config("Paper") + office.config("Pen");
    }

    @AfterEach
    void stopOffice() {
        office.close();
    }

    private Opened opened(String name) throws Exception {
        assertThat(office.send("PUT", one.http() + "/remote.php/webdav/" + name, "Dear", EINSTEIN)
                        .statusCode())
                .isEqualTo(201);
        return office.open(one, "path=/home/" + name, EINSTEIN);
    }

    private static void until(String what, ThrowingCondition condition) throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(200);
        }
    }

    private interface ThrowingCondition {
        boolean holds() throws Exception;
    }

    @Test
    void a_session_of_one_node_goes_on_at_the_other() throws Exception {
        Opened file = opened("letter.odt");

        assertThat(office.info(two, file).body()).contains("\"BaseFileName\":\"letter.odt\"");
        assertThat(office.call(one, file, "LOCK", "L", "").statusCode()).isEqualTo(200);
        assertThat(office.call(two, file, "LOCK", "other", "").statusCode()).isEqualTo(409);
        assertThat(office.call(two, file, "GET_LOCK", "", "").headers().firstValue("X-WOPI-Lock"))
                .hasValue("L");
        assertThat(office.send("PUT", two.http() + "/remote.php/webdav/letter.odt", "x", EINSTEIN)
                        .statusCode())
                .isEqualTo(423);
        assertThat(office.call(two, file, "PUT", "L", "Dear Marie").statusCode())
                .isEqualTo(200);
        assertThat(office.read(one, file).body()).isEqualTo("Dear Marie");
        assertThat(office.info(one, file).body())
                .isEqualTo(office.info(two, file).body().replace(two.http(), one.http()));
        assertThat(office.call(two, file, "UNLOCK", "L", "").statusCode()).isEqualTo(200);
        assertThat(office.call(one, file, "GET_LOCK", "", "").headers().firstValue("X-WOPI-Lock"))
                .hasValue("");
        assertThat(office.call(one, file, "PUT_USER_INFO", "", "seen").statusCode())
                .isEqualTo(200);
        assertThat(office.info(two, file).body()).contains("\"UserInfo\":\"seen\"");
        one.kill();
        assertThat(office.call(two, file, "LOCK", "M", "").statusCode()).isEqualTo(200);
        assertThat(office.call(two, file, "PUT", "M", "alone").statusCode()).isEqualTo(200);
    }

    @Test
    void one_of_two_locks_that_race_at_two_nodes_wins() throws Exception {
        Opened file = opened("race.odt");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                Future<HttpResponse<String>> a = threads.submit(() -> office.call(one, file, "LOCK", "A", ""));
                Future<HttpResponse<String>> b = threads.submit(() -> office.call(two, file, "LOCK", "B", ""));

                assertThat(List.of(a.get().statusCode(), b.get().statusCode())).containsExactlyInAnyOrder(200, 409);
                String winner = a.get().statusCode() == 200 ? "A" : "B";
                HttpResponse<String> lost = winner.equals("A") ? b.get() : a.get();
                assertThat(lost.headers().firstValue("X-WOPI-Lock")).hasValue(winner);
                assertThat(office.call(two, file, "UNLOCK", winner, "").statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void what_ends_at_one_node_ends_at_the_other() throws Exception {
        Opened file = opened("out.odt");
        assertThat(office.info(two, file).statusCode()).isEqualTo(200);
        try (Surfer surfer = new Surfer()) {
            surfer.send(
                    surfer.open(one.http() + "/signin"),
                    "signin",
                    Map.of("user", "einstein", "password", "relativity"));
            surfer.send(surfer.open(one.http() + "/account"), "signout", Map.of());
        }

        assertThat(office.info(one, file).statusCode()).isEqualTo(401);
        until("the other node forgets the session", () -> office.info(two, file).statusCode() == 401);
        assertThat(office.call(two, file, "PUT", "L", "late").statusCode()).isEqualTo(401);

        JsonObject made = office.shares(one, "POST", "?shareType=3&path=/out.odt&permissions=3", EINSTEIN);
        Opened visited =
                office.open(one, "path=/", "public-token", made.get("token").getAsString());
        assertThat(office.info(two, visited).statusCode()).isEqualTo(200);
        office.shares(one, "DELETE", "/" + made.get("id").getAsString(), EINSTEIN);
        assertThat(office.info(one, visited).statusCode()).isEqualTo(404);
        until(
                "the other node knows that the link is gone",
                () -> office.info(two, visited).statusCode() == 404);
    }

    @Test
    void a_default_that_is_chosen_at_one_node_holds_at_the_other() throws Exception {
        ManagedChannel first =
                NettyChannelBuilder.forTarget(one.grpc()).usePlaintext().build();
        ManagedChannel second =
                NettyChannelBuilder.forTarget(two.grpc()).usePlaintext().build();
        try {
            var wanted = GetDefaultAppProviderForMimeTypeRequest.newBuilder()
                    .setMimeType(ODT)
                    .build();
            assertThat(LinksIT.signedIn(second)
                            .getDefaultAppProviderForMimeType(wanted)
                            .getProvider()
                            .getName())
                    .isEqualTo("Paper");

            assertThat(LinksIT.signedIn(first)
                            .setDefaultAppProviderForMimeType(SetDefaultAppProviderForMimeTypeRequest.newBuilder()
                                    .setMimeType(ODT)
                                    .setProvider(ProviderInfo.newBuilder().setName("Pen"))
                                    .build())
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_OK);

            assertThat(LinksIT.signedIn(second)
                            .getDefaultAppProviderForMimeType(wanted)
                            .getProvider()
                            .getName())
                    .isEqualTo("Pen");
            assertThat(office.send("GET", two.http() + "/app/list", "").body())
                    .contains("\"default_application\":\"Pen\"");
        } finally {
            first.shutdownNow();
            second.shutdownNow();
        }
    }
}
