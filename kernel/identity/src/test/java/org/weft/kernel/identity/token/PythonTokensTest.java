/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.Scope;
import org.weft.spi.Scope.Role;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;

/** Another implementation, in another language, with nothing but its standard library: Python's hmac and json. */
@WithProcess
final class PythonTokensTest {

    private static final String SECRET = "Pive-Fumkiu4";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final User MARIE = User.of(
            new UserId("cesnet.cz", "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", UserType.PRIMARY), "marie", "Marie");

    private static final String MAKE = """
            import base64, hashlib, hmac, json, sys
            b64 = lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode()
            claims = {"exp": 1800003600, "iat": 1800000000, "iss": "cesnet.cz", "aud": ["reva"],
              "user": {"id": {"idp": "cesnet.cz", "opaque_id": "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", "type": 1},
                       "username": "marie", "display_name": "Marie"},
              "scope": {"user": {"resource": {"decoder": "json",
                                              "value": base64.b64encode(b'{"path":"/"}').decode()}, "role": 1}}}
            head = b64(b'{"alg":"HS256","typ":"JWT"}') + "." + b64(json.dumps(claims).encode())
            print(head + "." + b64(hmac.new(sys.argv[1].encode(), head.encode(), hashlib.sha256).digest()))
            """;

    private static final String READ = """
            import base64, hashlib, hmac, json, sys
            raw = lambda t: base64.urlsafe_b64decode(t + "=" * (-len(t) % 4))
            head, payload, signature = sys.argv[2].split(".")
            want = hmac.new(sys.argv[1].encode(), (head + "." + payload).encode(), hashlib.sha256).digest()
            assert hmac.compare_digest(raw(signature), want), "signature"
            assert json.loads(raw(head))["alg"] == "HS256", "alg"
            claims = json.loads(raw(payload))
            about = json.loads(base64.b64decode(claims["scope"]["user"]["resource"]["value"]))
            print(claims["user"]["username"], claims["user"]["id"]["opaque_id"], claims["aud"], claims["exp"],
                  about, claims["scope"]["user"]["role"])
            """;

    private final TokenService tokens = new TokenService(ConfiguredKey.of(SECRET), Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeAll
    static void python_is_there() throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(there()).as("python3 is installed").isTrue();
        }
    }

    @Test
    void a_token_that_python_makes_is_accepted() throws Exception {
        VerifiedToken verified = tokens.verify(python(MAKE, SECRET));

        assertThat(verified)
                .isEqualTo(new VerifiedToken(MARIE, List.of(new Scope.User(Role.OWNER)), NOW.plusSeconds(3600)));
    }

    @Test
    void a_token_of_ours_is_accepted_by_python() throws Exception {
        String token = tokens.mint(MARIE, List.of(new Scope.User(Role.OWNER)), NOW.plusSeconds(60));

        assertThat(python(READ, SECRET, token))
                .isEqualTo("marie f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c ['reva'] 1800000060 {'path': '/'} 1");
    }

    private static boolean there() throws InterruptedException {
        try {
            return python("print(1)").equals("1");
        } catch (IOException e) {
            return false;
        }
    }

    private static String python(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
