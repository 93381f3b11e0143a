/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.Scope;
import org.weft.spi.Scope.Role;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.User;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** What a token says, to whom, and for how long. */
final class TokenServiceTest extends HandMadeTokens {

    @Test
    void an_access_token_has_the_claims_that_reva_writes() {
        String token = tokens.mint(EINSTEIN, List.of(OWNER), LATER);

        assertThat(decoded(token, 1)).isEqualTo(GOLDEN_CLAIMS);
        assertThat(decoded(token, 0)).contains("\"alg\":\"HS256\"", "\"typ\":\"JWT\"", "\"kid\":\"");
    }

    @Test
    void a_token_made_by_hand_as_reva_makes_it_is_accepted() {
        VerifiedToken verified = tokens.verify(signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", GOLDEN_CLAIMS, SECRET));

        assertThat(verified.user()).isEqualTo(EINSTEIN);
        assertThat(verified.user().id().type()).isEqualTo(UserType.PRIMARY);
        assertThat(verified.scopes()).containsExactly(OWNER);
        assertThat(verified.expires()).isEqualTo(LATER);
    }

    @Test
    void what_is_empty_is_left_out_and_read_back_as_empty() {
        User user = User.of(new UserId("", "x", UserType.INVALID), "", "");

        String token = tokens.mint(user, List.of(), LATER);

        assertThat(decoded(token, 1))
                .isEqualTo("{\"aud\":[\"reva\"],\"exp\":1800003600,\"iat\":1800000000,"
                        + "\"user\":{\"id\":{\"opaque_id\":\"x\"}},\"scope\":{}}");
        assertThat(tokens.verify(token)).isEqualTo(new VerifiedToken(user, List.of(), LATER));
    }

    @Test
    void an_audience_may_be_a_single_text_and_enums_may_be_names() {
        String claims = GOLDEN_CLAIMS
                .replace("[\"reva\"]", "\"reva\"")
                .replace("\"type\":1", "\"type\":\"USER_TYPE_GUEST\"")
                .replace("\"role\":1", "\"role\":\"ROLE_EDITOR\"")
                .replace("\"uid_number\":123", "\"uid_number\":\"123\"");

        VerifiedToken verified = tokens.verify(signed(claims));

        assertThat(verified.user().id().type()).isEqualTo(UserType.GUEST);
        assertThat(verified.user().uidNumber()).hasValue(123);
        assertThat(verified.scopes()).containsExactly(new Scope.User(Role.EDITOR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"publicshare:1", "share:1", "receivedshare:1", "ocmshare:1", "resourceinfo:1"})
    void a_scope_of_one_resource_survives_the_way_there_and_back(String key) {
        Scope scope = new Scope.Resource(key, "mount", new SpaceId("space"), new NodeId("node"), Role.VIEWER);

        String token = tokens.mint(EINSTEIN, List.of(scope), LATER);

        assertThat(tokens.verify(token).scopes()).containsExactly(scope);
    }

    @Test
    void the_resource_of_a_link_is_found_in_protobufs_json() {
        String link = "{\"id\": {\"opaqueId\": \"7\"},  \"token\":\"abc\", \"resourceId\":{\"storageId\":\"m\", "
                + "\"opaqueId\":\"n\",\"spaceId\":\"s\"}, \"passwordProtected\":true}";

        assertThat(scopesOf("publicshare:7", link, 3))
                .containsExactly(
                        new Scope.Resource("publicshare:7", "m", new SpaceId("s"), new NodeId("n"), Role.VIEWER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"path\":\"/only/this\"}",
                "{}",
                "not json",
                "{\"path\":\"/\"}{\"path\":\"/\"}",
                "{\"path\":{}}",
                "[]",
                "null"
            })
    void a_user_scope_about_anything_but_everything_allows_nothing(String about) {
        assertThat(scopesOf("user", about, 1)).containsExactly(new Scope.Other("user", Role.OWNER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":{\"opaqueId\":\"7\"}}",
                "{\"resourceId\":{\"storageId\":\"m\",\"opaqueId\":\"n\"}}",
                "{\"resourceId\":{\"storageId\":\"m\",\"opaqueId\":\"../n\",\"spaceId\":\"s\"}}",
                "{\"resourceId\":\"m$s!n\"}"
            })
    void a_share_scope_without_a_usable_resource_allows_nothing(String about) {
        assertThat(scopesOf("share:7", about, 4)).containsExactly(new Scope.Other("share:7", Role.EDITOR));
    }

    @Test
    void a_scope_with_an_unknown_name_or_role_allows_nothing() {
        assertThat(scopesOf("lightweight", "{\"path\":\"/\"}", 99))
                .containsExactly(new Scope.Other("lightweight", Role.INVALID));
    }

    @Test
    void a_token_is_good_until_its_end_and_a_little_skew() {
        String token = tokens.mint(EINSTEIN, List.of(OWNER), LATER);

        assertThat(at(LATER.plusSeconds(29)).verify(token).user()).isEqualTo(EINSTEIN);
        assertThatThrownBy(() -> at(LATER.plusSeconds(30)).verify(token))
                .isInstanceOf(Unauthenticated.class)
                .hasMessageContaining("expired");
    }

    @Test
    void a_token_of_a_clock_that_is_far_ahead_is_refused() {
        String token = tokens.mint(EINSTEIN, List.of(OWNER), LATER);

        assertThat(at(NOW.minusSeconds(30)).verify(token).user()).isEqualTo(EINSTEIN);
        assertThatThrownBy(() -> at(NOW.minusSeconds(31)).verify(token))
                .isInstanceOf(Unauthenticated.class)
                .hasMessageContaining("not valid yet");
    }

    @Test
    void a_replaced_key_stays_good_until_it_is_dropped() {
        SigningKey old = SigningKey.generate(new SecureRandom());
        SigningKey fresh = SigningKey.generate(new SecureRandom());
        String token = with(old, List.of(old)).mint(EINSTEIN, List.of(OWNER), LATER);

        assertThat(with(fresh, List.of(fresh, old)).verify(token).user()).isEqualTo(EINSTEIN);
        assertThatThrownBy(() -> with(fresh, List.of(fresh)).verify(token)).isInstanceOf(Unauthenticated.class);
    }

    @Test
    void a_short_shared_secret_signs_as_any_other_hmac_does() {
        TokenService mesh = new TokenService(ConfiguredKey.of("Pive-Fumkiu4"), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(mesh.verify(signed("{\"alg\":\"HS256\"}", GOLDEN_CLAIMS, "Pive-Fumkiu4"))
                        .user())
                .isEqualTo(EINSTEIN);
        String[] parts = mesh.mint(EINSTEIN, List.of(OWNER), LATER).split("\\.");
        assertThat(parts[2]).isEqualTo(hmac(parts[0] + "." + parts[1], "Pive-Fumkiu4"));
    }

    @Test
    void a_secret_that_can_be_guessed_is_refused() {
        assertThatThrownBy(() -> ConfiguredKey.of("changeme"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("jwt-secret");
    }

    @Test
    void servers_with_the_same_secret_give_it_the_same_id() {
        assertThat(ConfiguredKey.of(SECRET).current().kid())
                .isEqualTo(ConfiguredKey.of(SECRET).current().kid())
                .isNotEqualTo(ConfiguredKey.of(SECRET + "!").current().kid());
    }

    @Test
    void a_key_never_shows_its_secret() {
        SigningKey key = new SigningKey("k1", SECRET.getBytes(StandardCharsets.UTF_8));

        assertThat(key).hasToString("key k1");
    }

    @Test
    void a_transfer_token_carries_its_kind_and_payload() {
        TransferToken upload = new TransferToken("upload", "{\"path\":\"/a \\\"b\\\" ü\"}");

        String token = tokens.mintTransfer(upload, NOW.plus(Duration.ofMinutes(5)));

        assertThat(tokens.verifyTransfer(token)).isEqualTo(upload);
        assertThatThrownBy(() -> at(NOW.plusSeconds(331)).verifyTransfer(token))
                .isInstanceOf(Unauthenticated.class)
                .hasMessageContaining("expired");
    }

    @Test
    void transfer_and_access_tokens_do_not_pass_for_each_other() {
        String transfer = tokens.mintTransfer(new TransferToken("download", "x"), LATER);
        String access = tokens.mint(EINSTEIN, List.of(OWNER), LATER);

        assertRefused(transfer);
        assertThatThrownBy(() -> tokens.verifyTransfer(access)).isInstanceOf(Unauthenticated.class);
    }

    private List<Scope> scopesOf(String name, String about, int role) {
        String value = Base64.getEncoder().encodeToString(about.getBytes(StandardCharsets.UTF_8));
        int scope = GOLDEN_CLAIMS.indexOf("\"scope\"");
        return tokens.verify(signed(GOLDEN_CLAIMS.substring(0, scope) + "\"scope\":{\"" + name
                        + "\":{\"resource\":{\"decoder\":\"json\",\"value\":\"" + value + "\"},\"role\":" + role
                        + "}}}"))
                .scopes();
    }

    private static TokenService with(SigningKey current, Collection<SigningKey> live) {
        return new TokenService(new Keys(current, live), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private record Keys(SigningKey current, Collection<SigningKey> live) implements SigningKeys {}
}
