/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.identity.User;

/** Tokens that are not ours, or not whole any more. */
final class ForgedTokensTest extends HandMadeTokens {

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "HS384", "HS512", "RS256", "ES256", ""})
    void only_hs256_is_accepted(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}";

        assertRefused(signed(header, GOLDEN_CLAIMS, SECRET));
        assertRefused(base64(header) + "." + base64(GOLDEN_CLAIMS) + ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "' OR 1=1 --",
                "key\\u0000",
                "http://example.org/keys",
                "0000000000000000"
            })
    void a_key_id_is_compared_and_nothing_else(String kid) {
        String header = "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";

        assertRefused(signed(header, GOLDEN_CLAIMS, "another secret, which nobody shares with us"));
        assertThat(tokens.verify(signed(header, GOLDEN_CLAIMS, SECRET)).user()).isEqualTo(EINSTEIN);
    }

    @Test
    void an_embedded_key_and_a_critical_header_do_not_count() {
        String key = base64("another secret, which nobody shares with us");
        String header = "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"" + key + "\"}}";

        assertRefused(signed(header, GOLDEN_CLAIMS, "another secret, which nobody shares with us"));
        assertRefused(signed("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", GOLDEN_CLAIMS, SECRET));
    }

    @Test
    void a_token_of_another_key_is_refused() {
        TokenService others = new TokenService(
                ConfiguredKey.of("another secret, which nobody shares with us"), Clock.fixed(NOW, ZoneOffset.UTC));

        assertRefused(others.mint(EINSTEIN, List.of(OWNER), LATER));
        assertRefused(signed("{\"alg\":\"HS256\"}", GOLDEN_CLAIMS, ""));
    }

    @Test
    void every_change_of_a_token_makes_it_worthless() {
        String token = tokens.mint(EINSTEIN, List.of(OWNER), LATER);
        String[] parts = token.split("\\.");
        String payload = decoded(token, 1).replace("einstein@", "ernstein@");

        assertRefused(parts[0] + "." + base64(payload) + "." + parts[2]);
        assertRefused(parts[0] + "." + parts[1] + ".");
        assertRefused(parts[0] + "." + parts[1]);
        assertRefused(token + ".x");
        for (int i = 0; i < token.length() - 1; i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(token.substring(0, i) + other + token.substring(i + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a.b.c",
                "null",
                "{}",
                "eyJhbGciOiJIUzI1NiJ9..",
                "\u0000\uffff",
                "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x"
            })
    void what_is_no_token_is_refused(String text) {
        assertRefused(text);
    }

    @Test
    void a_signed_token_with_senseless_claims_is_refused() {
        for (String claims : List.of(
                "[]",
                "null",
                "{",
                "{}",
                "{\"aud\":[\"reva\"]}",
                GOLDEN_CLAIMS.replace("[\"reva\"]", "[\"someone\"]"),
                GOLDEN_CLAIMS.replace("[\"reva\"]", "[[\"reva\"]," + "{}]"),
                GOLDEN_CLAIMS.replace("[\"reva\"]", "{\"reva\":1}"),
                GOLDEN_CLAIMS.replace("\"aud\":[\"reva\"],", ""),
                GOLDEN_CLAIMS.replace("\"exp\":1800003600,", ""),
                GOLDEN_CLAIMS.replace("1800003600", "null"),
                GOLDEN_CLAIMS.replace("1800003600", "\"soon\""),
                GOLDEN_CLAIMS.replace("1800003600", "NaN"),
                GOLDEN_CLAIMS.replace("1800003600", "-5"),
                GOLDEN_CLAIMS.replace("\"opaque_id\"", "\"other\""),
                GOLDEN_CLAIMS.replace("\"user\":{\"id\"", "\"user\":{\"no\""),
                GOLDEN_CLAIMS.replace("\"groups\":[", "\"groups\":[{},"),
                GOLDEN_CLAIMS.replace("{\"map\":", "{\"map\":1,\"x\":"),
                GOLDEN_CLAIMS.replace("\"scope\":{", "\"scope\":{\"x\":1,"),
                GOLDEN_CLAIMS + "{}",
                "{\"user\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")) {
            assertRefused(signed(claims));
        }
    }

    @Test
    void a_huge_token_is_refused_unread_and_never_made() {
        User member = new User(
                EINSTEIN.id(),
                "e",
                "",
                false,
                "",
                List.of("g".repeat(TokenService.MAX_LENGTH)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());

        assertRefused("a".repeat(TokenService.MAX_LENGTH + 1));
        assertThatThrownBy(() -> tokens.mint(member, List.of(OWNER), LATER))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("too many groups");
    }
}
