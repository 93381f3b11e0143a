/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.cs3.preferences.v1beta1.GetKeyRequest;
import com.cs3.preferences.v1beta1.GetKeyResponse;
import com.cs3.preferences.v1beta1.PreferenceKey;
import com.cs3.preferences.v1beta1.PreferencesAPIGrpc;
import com.cs3.preferences.v1beta1.SetKeyRequest;
import com.cs3.rpc.v1beta1.Code;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.Scope;

/** What clients keep for people, over CS3. */
@OverWire
class PreferencesTest {

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

    private static PreferenceKey key(String namespace, String key) {
        return PreferenceKey.newBuilder().setNamespace(namespace).setKey(key).build();
    }

    private static Code set(GatewayAPIBlockingStub who, String namespace, String key, String value) {
        return who.setKey(SetKeyRequest.newBuilder()
                        .setKey(key(namespace, key))
                        .setVal(value)
                        .build())
                .getStatus()
                .getCode();
    }

    private static GetKeyResponse get(GatewayAPIBlockingStub who, String namespace, String key) {
        return who.getKey(GetKeyRequest.newBuilder().setKey(key(namespace, key)).build());
    }

    @Test
    void what_was_set_is_told_until_it_is_set_again() {
        assertThat(set(einstein, "core", "lang", "de")).isEqualTo(Code.CODE_OK);
        assertThat(get(einstein, "core", "lang").getVal()).isEqualTo("de");

        assertThat(set(einstein, "core", "lang", "")).isEqualTo(Code.CODE_OK);

        assertThat(get(einstein, "core", "lang").getStatus().getCode()).isEqualTo(Code.CODE_OK);
        assertThat(get(einstein, "core", "lang").getVal()).isEmpty();
    }

    @Test
    void namespaces_and_people_are_kept_apart() {
        set(einstein, "core", "lang", "de");
        set(einstein, "mail", "lang", "en");
        set(marie, "core", "lang", "pl");

        assertThat(get(einstein, "core", "lang").getVal()).isEqualTo("de");
        assertThat(get(einstein, "mail", "lang").getVal()).isEqualTo("en");
        assertThat(get(marie, "core", "lang").getVal()).isEqualTo("pl");
        assertThat(get(marie, "mail", "lang").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
        assertThat(get(einstein, "core", "theme").getStatus().getCode()).isEqualTo(Code.CODE_NOT_FOUND);
    }

    @Test
    void the_service_behind_the_gateway_answers_the_same() {
        set(einstein, "core", "lang", "de");
        Metadata metadata = new Metadata();
        metadata.put(AuthInterceptor.TOKEN, site.tokenOf(FakeSite.EINSTEIN));

        assertThat(PreferencesAPIGrpc.newBlockingStub(served.client().channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .getKey(GetKeyRequest.newBuilder()
                                .setKey(key("core", "lang"))
                                .build())
                        .getVal())
                .isEqualTo("de");
    }

    @Test
    void names_and_values_have_limits() {
        for (PreferenceKey bad : List.of(
                key("", "key"),
                key("core", ""),
                key("x".repeat(256), "key"),
                key("core", "y".repeat(256)),
                key("core", "a\nb"))) {
            assertThat(set(einstein, bad.getNamespace(), bad.getKey(), "value")).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        }
        assertThat(set(einstein, "x".repeat(255), "y".repeat(255), "z".repeat(32 << 10)))
                .isEqualTo(Code.CODE_OK);
        assertThat(set(einstein, "core", "key", "z".repeat((32 << 10) + 1))).isEqualTo(Code.CODE_INVALID_ARGUMENT);
        assertThat(set(einstein, "core", "key", "a\0b")).isEqualTo(Code.CODE_INVALID_ARGUMENT);
    }

    @Test
    void nobody_has_more_than_five_hundred_keys_and_those_can_still_be_changed() {
        for (int i = 0; i < 500; i++) {
            assertThat(set(einstein, "n" + i % 3, "key" + i, "v")).isEqualTo(Code.CODE_OK);
        }

        assertThat(set(einstein, "n0", "one-more", "v")).isEqualTo(Code.CODE_INSUFFICIENT_STORAGE);
        assertThat(set(einstein, "n0", "key0", "w")).isEqualTo(Code.CODE_OK);
        assertThat(get(einstein, "n0", "key0").getVal()).isEqualTo("w");
        assertThat(set(marie, "n0", "one-more", "v")).isEqualTo(Code.CODE_OK);
    }

    @Test
    void whoever_may_only_read_sets_nothing() {
        set(einstein, "core", "lang", "de");
        GatewayAPIBlockingStub reader = served.client()
                .gateway(site.tokens.mint(
                        FakeSite.EINSTEIN,
                        List.of(new Scope.User(Scope.Role.VIEWER)),
                        Instant.now().plusSeconds(600)));

        assertThat(get(reader, "core", "lang").getVal()).isEqualTo("de");
        assertThat(set(reader, "core", "lang", "en")).isEqualTo(Code.CODE_PERMISSION_DENIED);
    }
}
