/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
import org.weft.spi.identity.User.OpaqueValue;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

final class TokensTest {

    private static final String SECRET = "a secret that two servers share, long enough";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Instant LATER = NOW.plusSeconds(3600);
    private static final Scope OWNER = new Scope.User(Role.OWNER);

    private static final User EINSTEIN = new User(
            new UserId("cernbox.cern.ch", "4c510ada-c86b-4815-8820-42cdf82c3d51", UserType.PRIMARY),
            "einstein",
            "einstein@cern.ch",
            true,
            "Albert Einstein",
            List.of("sailing-lovers", "violin-haters"),
            OptionalLong.of(123),
            OptionalLong.of(987),
            Map.of("quota", new OpaqueValue("plain", "MTA=")));

    /** What Reva's encoder writes for this user, this scope and these times. */
    private static final String GOLDEN_CLAIMS = """
            {"iss":"cernbox.cern.ch","aud":["reva"],"exp":1800003600,"iat":1800000000,\
            "user":{"id":{"idp":"cernbox.cern.ch","opaque_id":"4c510ada-c86b-4815-8820-42cdf82c3d51","type":1},\
            "username":"einstein","mail":"einstein@cern.ch","mail_verified":true,"display_name":"Albert Einstein",\
            "groups":["sailing-lovers","violin-haters"],\
            "opaque":{"map":{"quota":{"decoder":"plain","value":"MTA="}}},"uid_number":123,"gid_number":987},\
            "scope":{"user":{"resource":{"decoder":"json","value":"eyJwYXRoIjoiLyJ9"},"role":1}}}""";

    private final Tokens tokens = at(NOW);

    private static Tokens at(Instant now) {
        return new Tokens(FixedKeys.of(SECRET), Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void an_access_token_has_the_claims_that_reva_writes() {
        String token = tokens.mint(EINSTEIN, List.of(OWNER), LATER);

        assertThat(decoded(token, 1)).isEqualTo(GOLDEN_CLAIMS);
        assertThat(decoded(token, 0)).contains("\"alg\":\"HS256\"", "\"typ\":\"JWT\"", "\"kid\":\"");
    }

    @Test
    void a_token_made_by_hand_as_reva_makes_it_is_accepted() {
        Verified verified = tokens.verify(signed("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", GOLDEN_CLAIMS, SECRET));

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
        assertThat(tokens.verify(token)).isEqualTo(new Verified(user, List.of(), LATER));
    }

    @Test
    void an_audience_may_be_a_single_text_and_enums_may_be_names() {
        String claims = GOLDEN_CLAIMS
                .replace("[\"reva\"]", "\"reva\"")
                .replace("\"type\":1", "\"type\":\"USER_TYPE_GUEST\"")
                .replace("\"role\":1", "\"role\":\"ROLE_EDITOR\"")
                .replace("\"uid_number\":123", "\"uid_number\":\"123\"");

        Verified verified = tokens.verify(signed(claims));

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
        Tokens others = new Tokens(
                FixedKeys.of("another secret, which nobody shares with us"), Clock.fixed(NOW, ZoneOffset.UTC));

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
                List.of("g".repeat(Tokens.MAX_LENGTH)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());

        assertRefused("a".repeat(Tokens.MAX_LENGTH + 1));
        assertThatThrownBy(() -> tokens.mint(member, List.of(OWNER), LATER))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("too many groups");
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
        Tokens mesh = new Tokens(FixedKeys.of("Pive-Fumkiu4"), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(mesh.verify(signed("{\"alg\":\"HS256\"}", GOLDEN_CLAIMS, "Pive-Fumkiu4"))
                        .user())
                .isEqualTo(EINSTEIN);
        String[] parts = mesh.mint(EINSTEIN, List.of(OWNER), LATER).split("\\.");
        assertThat(parts[2]).isEqualTo(hmac(parts[0] + "." + parts[1], "Pive-Fumkiu4"));
    }

    @Test
    void a_secret_that_can_be_guessed_is_refused() {
        assertThatThrownBy(() -> FixedKeys.of("changeme"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("jwt-secret");
    }

    @Test
    void servers_with_the_same_secret_give_it_the_same_id() {
        assertThat(FixedKeys.of(SECRET).current().kid())
                .isEqualTo(FixedKeys.of(SECRET).current().kid())
                .isNotEqualTo(FixedKeys.of(SECRET + "!").current().kid());
    }

    @Test
    void a_key_never_shows_its_secret() {
        SigningKey key = new SigningKey("k1", SECRET.getBytes(StandardCharsets.UTF_8));

        assertThat(key).hasToString("key k1");
    }

    @Test
    void a_transfer_token_carries_its_kind_and_payload() {
        Transfer upload = new Transfer("upload", "{\"path\":\"/a \\\"b\\\" ü\"}");

        String token = tokens.mintTransfer(upload, NOW.plus(Duration.ofMinutes(5)));

        assertThat(tokens.verifyTransfer(token)).isEqualTo(upload);
        assertThatThrownBy(() -> at(NOW.plusSeconds(331)).verifyTransfer(token))
                .isInstanceOf(Unauthenticated.class)
                .hasMessageContaining("expired");
    }

    @Test
    void transfer_and_access_tokens_do_not_pass_for_each_other() {
        String transfer = tokens.mintTransfer(new Transfer("download", "x"), LATER);
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

    private void assertRefused(String token) {
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(Unauthenticated.class);
    }

    private static Tokens with(SigningKey current, Collection<SigningKey> live) {
        return new Tokens(new Keys(current, live), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static String signed(String claims) {
        return signed("{\"alg\":\"HS256\"}", claims, SECRET);
    }

    /** Signs by hand, with the JDK alone. */
    private static String signed(String header, String claims, String secret) {
        String input = base64(header) + "." + base64(claims);
        return input + "." + hmac(input, secret);
    }

    private static String hmac(String input, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = secret.isEmpty() ? new byte[1] : secret.getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token, int part) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[part]), StandardCharsets.UTF_8);
    }

    private record Keys(SigningKey current, Collection<SigningKey> live) implements SigningKeys {}
}
