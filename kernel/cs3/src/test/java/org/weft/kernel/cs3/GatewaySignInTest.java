/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.auth.provider.v1beta1.AuthenticateRequest;
import com.cs3.auth.provider.v1beta1.AuthenticateResponse;
import com.cs3.auth.provider.v1beta1.ProviderAPIGrpc;
import com.cs3.auth.provider.v1beta1.Role;
import com.cs3.rpc.v1beta1.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Scope;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/** Signing in for a gateway that stands in front; its request names an account and a secret, but no type. */
@OverWire
class GatewaySignInTest {

    @TempDir
    Path data;

    private FakeSite site;
    private ServedSite served;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        served = new ServedSite(site);
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    private AuthenticateResponse ask(String account, String secret) {
        return ProviderAPIGrpc.newBlockingStub(served.client().channel)
                .authenticate(AuthenticateRequest.newBuilder()
                        .setClientId(account)
                        .setClientSecret(secret)
                        .build());
    }

    private static void assertSignedIn(AuthenticateResponse answer, String username, Role role) {
        assertThat(answer.getStatus().getCode())
                .as(answer.getStatus().getMessage())
                .isEqualTo(Code.CODE_OK);
        assertThat(answer.getUser().getUsername()).isEqualTo(username);
        assertThat(answer.getTokenScopeMap()).containsOnlyKeys("user");
        assertThat(answer.getTokenScopeOrThrow("user").getRole()).isEqualTo(role);
        assertThat(answer.getTokenScopeOrThrow("user").getResource().getDecoder())
                .isEqualTo("json");
        assertThat(answer.getTokenScopeOrThrow("user").getResource().getValue().toStringUtf8())
                .isEqualTo("{\"path\":\"/\"}");
    }

    private String appPassword(Scope.Role role) {
        return site.appPasswords
                .make(site.sessionOf(FakeSite.EINSTEIN), "a phone", List.of(new Scope.User(role)), Optional.empty())
                .secret();
    }

    @Test
    void an_account_and_its_password_are_good_for_everything() {
        assertSignedIn(ask("einstein", "nietsnie"), "einstein", Role.ROLE_OWNER);
        assertThat(ask("einstein", "wrong").getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(ask("", "nietsnie").getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    @Test
    void a_token_of_a_provider_comes_without_an_account() {
        site.providers.add(new AuthSource("tokens", DriverHandle.fixed("tokens", new Tokens())));

        assertSignedIn(ask("", "a token of marie"), "marie", Role.ROLE_OWNER);
        assertSignedIn(ask("einstein", "nietsnie"), "einstein", Role.ROLE_OWNER);
        assertThat(ask("", "another token").getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
        assertThat(ask("marie", "a token of marie").getStatus().getCode())
                .as("a password that happens to be a token is none")
                .isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    @Test
    void an_app_password_is_good_for_no_more_than_it_was_made_for() {
        assertSignedIn(ask("einstein", appPassword(Scope.Role.VIEWER)), "einstein", Role.ROLE_VIEWER);
        assertSignedIn(ask("einstein", appPassword(Scope.Role.OWNER)), "einstein", Role.ROLE_OWNER);
    }

    @Test
    void an_app_password_works_where_tokens_alone_sign_in() {
        site.providers.clear();
        site.providers.add(new AuthSource("tokens", DriverHandle.fixed("tokens", new Tokens())));

        assertSignedIn(ask("einstein", appPassword(Scope.Role.OWNER)), "einstein", Role.ROLE_OWNER);
        assertSignedIn(ask("", "a token of marie"), "marie", Role.ROLE_OWNER);
    }

    /** Knows one token. */
    private static final class Tokens implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("bearer");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            return credentials.secret().equals("a token of marie")
                    ? new Outcome.Accepted(FakeSite.MARIE, Optional.empty())
                    : new Outcome.Rejected("not mine");
        }

        @Override
        public void close() {}
    }
}
