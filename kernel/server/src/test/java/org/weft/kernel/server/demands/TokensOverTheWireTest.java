/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.cs3.gateway.v1beta1.WhoAmIRequest;
import com.cs3.rpc.v1beta1.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.identity.token.TransferToken;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Scope;

/** Tokens that are not good, at every door that takes tokens. */
@OverWire
class TokensOverTheWireTest {

    private static final List<Scope> OWNER = List.of(new Scope.User(Scope.Role.OWNER));

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

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> bad() {
        TokenService ours = served.people.tokens;
        Instant later = Instant.now().plusSeconds(600);
        String good = served.people.tokenOf(FakeSite.EINSTEIN);
        String[] parts = good.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("empty parts", "..");
        bad.put("no token at all", "letmein");
        bad.put("expired", ours.mint(FakeSite.EINSTEIN, OWNER, Instant.now().minusSeconds(60)));
        bad.put(
                "signed with another key",
                new TokenService(ConfiguredKey.of("another secret, of another site altogether"), Clock.systemUTC())
                        .mint(FakeSite.EINSTEIN, OWNER, later));
        bad.put(
                "changed after signing",
                parts[0] + '.' + base64(payload.replace("einstein", "marie")) + '.' + parts[2]);
        bad.put("without its signature", parts[0] + '.' + parts[1] + '.');
        bad.put("signed with nothing", base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + '.' + parts[1] + '.');
        bad.put(
                "of another algorithm",
                base64("{\"alg\":\"HS512\",\"typ\":\"JWT\"}") + '.' + parts[1] + '.' + parts[2]);
        bad.put("cut short", good.substring(0, good.length() - 2));
        bad.put("with something added", good + "A");
        bad.put("for a transfer", ours.mintTransfer(new TransferToken("download", "x"), later));
        bad.put("very long", "a".repeat(4000) + "." + "b".repeat(4000) + ".c");
        return bad;
    }

    @Test
    void http_takes_none_of_them() throws IOException {
        bad().forEach((what, token) -> {
            for (String header : List.of("x-access-token: ", "Authorization: Bearer ", "Authorization: bearer ")) {
                Answer answer = propfind(header + token);
                assertThat(answer.status()).as(what + " in " + header).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
                Refusal.discreet(answer.body());
                assertThat(answer.body()).doesNotContain(token);
            }
        });
    }

    private Answer propfind(String... headers) {
        try {
            return served.send(DemandsSite.bare("OPTIONS", DemandsSite.HOME, headers));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void grpc_takes_none_of_them() {
        bad().forEach((what, token) -> {
            StatusRuntimeException refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> served.gateway(token).whoAmI(WhoAmIRequest.getDefaultInstance()));
            if (refused != null) {
                assertThat(refused.getStatus().getCode()).as(what).isEqualTo(Status.Code.PERMISSION_DENIED);
                Refusal.discreet(String.valueOf(refused.getStatus().getDescription()));
            }
            assertThat(refused).as(what).isNotNull();
        });
    }

    @Test
    void a_bad_token_is_not_made_up_for_by_a_good_password() {
        assertThat(propfind(DemandsSite.basic("einstein"), "x-access-token: forged")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_good_token_opens_every_door() {
        String token = served.people.tokenOf(FakeSite.EINSTEIN);
        assertThat(propfind("x-access-token: " + token).status()).isEqualTo(200);
        assertThat(propfind("Authorization: Bearer " + token).status()).isEqualTo(200);
        assertThat(served.gateway(token)
                        .whoAmI(WhoAmIRequest.newBuilder().setToken(token).build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_OK);
    }
}
