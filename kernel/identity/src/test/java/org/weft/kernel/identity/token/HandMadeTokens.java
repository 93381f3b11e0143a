/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.weft.spi.Scope;
import org.weft.spi.Scope.Role;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.User;
import org.weft.spi.identity.User.OpaqueValue;

/** Tokens that are made by hand, as another server makes them, or a forger. */
abstract class HandMadeTokens {

    static final String SECRET = "a secret that two servers share, long enough";
    static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    static final Instant LATER = NOW.plusSeconds(3600);
    static final Scope OWNER = new Scope.User(Role.OWNER);

    static final User EINSTEIN = new User(
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
    static final String GOLDEN_CLAIMS = """
            {"iss":"cernbox.cern.ch","aud":["reva"],"exp":1800003600,"iat":1800000000,\
            "user":{"id":{"idp":"cernbox.cern.ch","opaque_id":"4c510ada-c86b-4815-8820-42cdf82c3d51","type":1},\
            "username":"einstein","mail":"einstein@cern.ch","mail_verified":true,"display_name":"Albert Einstein",\
            "groups":["sailing-lovers","violin-haters"],\
            "opaque":{"map":{"quota":{"decoder":"plain","value":"MTA="}}},"uid_number":123,"gid_number":987},\
            "scope":{"user":{"resource":{"decoder":"json","value":"eyJwYXRoIjoiLyJ9"},"role":1}}}""";

    final TokenService tokens = at(NOW);

    static TokenService at(Instant now) {
        return new TokenService(ConfiguredKey.of(SECRET), Clock.fixed(now, ZoneOffset.UTC));
    }

    static String signed(String claims) {
        return signed("{\"alg\":\"HS256\"}", claims, SECRET);
    }

    /** Signs by hand, with the JDK alone. */
    static String signed(String header, String claims, String secret) {
        String input = base64(header) + "." + base64(claims);
        return input + "." + hmac(input, secret);
    }

    void assertRefused(String token) {
        assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(Unauthenticated.class);
    }

    static String hmac(String input, String secret) {
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

    static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String decoded(String token, int part) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[part]), StandardCharsets.UTF_8);
    }
}
