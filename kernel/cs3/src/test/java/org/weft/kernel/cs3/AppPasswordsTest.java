/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.auth.applications.v1beta1.AppPassword;
import com.cs3.auth.applications.v1beta1.GenerateAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.GenerateAppPasswordResponse;
import com.cs3.auth.applications.v1beta1.GetAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.InvalidateAppPasswordRequest;
import com.cs3.auth.applications.v1beta1.ListAppPasswordsRequest;
import com.cs3.auth.provider.v1beta1.Role;
import com.cs3.auth.provider.v1beta1.Scope;
import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.identity.user.v1beta1.UserId;
import com.cs3.rpc.v1beta1.Code;
import com.cs3.types.v1beta1.OpaqueEntry;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.signin.FakePeople;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.auth.Credentials;

/** App passwords over CS3. */
@OverWire
class AppPasswordsTest {

    @TempDir
    Path data;

    private FakeSite site;
    private ServedSite served;
    private GatewayAPIBlockingStub einstein;
    private GatewayAPIBlockingStub marie;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        served = new ServedSite(site);
        einstein = served.client().gateway(site.tokenOf(FakeSite.EINSTEIN));
        marie = served.client().gateway(site.tokenOf(FakeSite.MARIE));
    }

    @AfterEach
    void stop() {
        served.close();
        site.close();
    }

    @Test
    void one_does_not_make_another_that_would_outlive_it() {
        String token = site.signIn
                .authenticate(
                        new Credentials(
                                "basic",
                                "einstein",
                                generate("/", Role.ROLE_OWNER).getPassword()),
                        "127.0.0.1")
                .accessToken();

        GenerateAppPasswordResponse answer = served.client()
                .gateway(token)
                .generateAppPassword(
                        GenerateAppPasswordRequest.newBuilder().setLabel("more").build());

        assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_PERMISSION_DENIED);
        assertThat(answer.getStatus().getMessage()).contains("app password already");
        assertThat(site.appPasswords.of(FakePeople.caller(FakeSite.EINSTEIN))).hasSize(1);
    }

    private AppPassword generate(String path, Role role) {
        return einstein.generateAppPassword(GenerateAppPasswordRequest.newBuilder()
                        .setLabel("a phone")
                        .putTokenScope(
                                "user",
                                Scope.newBuilder()
                                        .setResource(OpaqueEntry.newBuilder()
                                                .setDecoder("json")
                                                .setValue(ByteString.copyFromUtf8("{\"path\":\"" + path + "\"}")))
                                        .setRole(role)
                                        .build())
                        .build())
                .getAppPassword();
    }

    private AuthenticateResponse signIn(String secret) {
        return served.client()
                .gateway()
                .authenticate(AuthenticateRequest.newBuilder()
                        .setType("appauth")
                        .setClientId("einstein")
                        .setClientSecret(secret)
                        .build());
    }

    @Test
    void one_is_generated_listed_used_and_invalidated() {
        AppPassword made = generate("/", Role.ROLE_VIEWER);

        assertThat(signIn(made.getPassword()).getUser().getUsername()).isEqualTo("einstein");
        AppPassword listed = einstein.listAppPasswords(ListAppPasswordsRequest.getDefaultInstance())
                .getAppPasswords(0);
        assertThat(listed.getLabel()).isEqualTo("a phone");
        assertThat(listed.getPassword()).isNotEmpty().isNotEqualTo(made.getPassword());
        assertThat(listed.getTokenScopeOrThrow("user").getRole()).isEqualTo(Role.ROLE_VIEWER);
        assertThat(listed.getUtime().getSeconds())
                .isGreaterThanOrEqualTo(listed.getCtime().getSeconds());
        InvalidateAppPasswordRequest end = InvalidateAppPasswordRequest.newBuilder()
                .setPassword(listed.getPassword())
                .build();
        assertThat(marie.invalidateAppPassword(end).getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(einstein.invalidateAppPassword(end).getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(signIn(made.getPassword()).getStatus().getCode()).isEqualTo(Code.CODE_UNAUTHENTICATED);
    }

    @Test
    void who_knows_user_and_password_is_told_what_it_is_good_for() {
        AppPassword made = generate("/", Role.ROLE_OWNER);
        GetAppPasswordRequest.Builder known = GetAppPasswordRequest.newBuilder().setPassword(made.getPassword());
        UserId id = UserId.newBuilder()
                .setIdp(FakeSite.EINSTEIN.id().idp())
                .setOpaqueId(FakeSite.EINSTEIN.id().opaque())
                .build();

        assertThat(einstein.getAppPassword(known.setUser(id).build())
                        .getAppPassword()
                        .getLabel())
                .isEqualTo("a phone");
        assertThat(einstein.getAppPassword(known.setUser(id.toBuilder().setOpaqueId("other"))
                                .build())
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void a_scope_that_would_allow_nothing_is_refused() {
        assertThat(generate("/somewhere", Role.ROLE_OWNER).getPassword()).isEmpty();
        assertThat(einstein.listAppPasswords(ListAppPasswordsRequest.getDefaultInstance())
                        .getAppPasswordsCount())
                .isZero();
    }
}
