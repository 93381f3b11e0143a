/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.UserType;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;

@Tag("process")
class JsonAuthTest {

    /** From the example in the README of Argon2's reference implementation. */
    private static final String ARGON2I_PASSWORD =
            "$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG";

    /** From the tests of Argon2's reference implementation. */
    private static final String ARGON2ID_PASSWORD =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    /** Made with argon2-cffi, which wraps the reference implementation: two lanes, and letters outside ASCII. */
    private static final String ARGON2ID_RELATIVITAET =
            "$argon2id$v=19$m=4096,t=3,p=2$c2FsdHNhbHRzYWx0c2FsdA$25ppPPu8qYd21nIb55lrP5xup7HTgzE4gkFBit/OvuE";

    private final CountingHashes hashes = new CountingHashes();

    private JsonAuth auth(String... accounts) throws IOException {
        Users users = UsersReader.read("users.json", new StringReader("[" + String.join(",\n", accounts) + "]"));
        return new JsonAuth(Source.fixed(users), hashes);
    }

    private static Credentials basic(String username, String secret) {
        return new Credentials("basic", username, secret);
    }

    @Test
    void a_plain_secret_of_a_reva_file_signs_in(@TempDir Path folder) throws IOException {
        Path file = TestFiles.copy("users.json", folder);
        JsonAuth auth = new JsonAuth(new WatchedFile<>(file, UsersReader::read, new ManualClock()), hashes);
        auth.start();

        assertThat(auth.authenticate(basic("einstein", "relativity")))
                .isInstanceOfSatisfying(Outcome.Accepted.class, accepted -> {
                    assertThat(accepted.user().id().opaque()).isEqualTo("4c510ada-c86b-4815-8820-42cdf82c3d51");
                    assertThat(accepted.user().groups()).containsExactly("sailing-lovers", "physics-lovers");
                    assertThat(accepted.user().uidNumber()).hasValue(123);
                    assertThat(accepted.user().mailVerified()).isTrue();
                    assertThat(accepted.user().opaque()).containsEntry("quota", new User.OpaqueValue("plain", "MTA="));
                    assertThat(accepted.until()).isEmpty();
                });
        assertThat(auth.authenticate(basic("einstein", "Relativity"))).isInstanceOf(Outcome.Rejected.class);
        assertThat(auth.authenticate(basic("einstein", ""))).isInstanceOf(Outcome.Rejected.class);
        assertThat(auth.authenticate(basic("Einstein", "relativity"))).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void an_account_without_a_type_is_an_ordinary_person(@TempDir Path folder) throws IOException {
        Path file = TestFiles.copy("users.json", folder);
        JsonAuth auth = new JsonAuth(new WatchedFile<>(file, UsersReader::read, new ManualClock()), hashes);
        auth.start();

        assertThat(auth.authenticate(basic("marie", "radioactivity")))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.user().id().type()).isEqualTo(UserType.PRIMARY));
    }

    @ParameterizedTest
    @ValueSource(strings = {ARGON2I_PASSWORD, ARGON2ID_PASSWORD})
    void an_argon2_hash_of_the_reference_implementation_signs_in(String hash) throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", hash));

        assertThat(auth.authenticate(basic("a", "password"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(auth.authenticate(basic("a", "passwort"))).isInstanceOf(Outcome.Rejected.class);
        assertThat(auth.authenticate(basic("a", hash))).isInstanceOf(Outcome.Rejected.class);
        assertThat(hashes.argon2s).hasValue(3);
    }

    @Test
    void an_argon2_hash_with_several_lanes_signs_in() throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", ARGON2ID_RELATIVITAET));

        assertThat(auth.authenticate(basic("a", "relativität"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(auth.authenticate(basic("a", "relativitat"))).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void a_bcrypt_hash_of_htpasswd_signs_in() throws Exception {
        String hash = htpasswd("relativität");
        for (String variant : new String[] {"$2y$", "$2b$", "$2a$"}) {
            JsonAuth auth = auth(TestFiles.account("a", variant + hash.substring(4)));

            assertThat(auth.authenticate(basic("a", "relativität"))).isInstanceOf(Outcome.Accepted.class);
            assertThat(auth.authenticate(basic("a", "relativitat"))).isInstanceOf(Outcome.Rejected.class);
        }
        assertThat(hashes.bcrypts).hasValue(6);
    }

    private static String htpasswd(String secret) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("htpasswd", "-niB", "-C", "5", "x").start();
        } catch (IOException absent) {
            if ("true".equals(System.getenv("CI"))) {
                return fail("htpasswd is missing; install apache2-utils", absent);
            }
            assumeTrue(false, "htpasswd is missing; install apache2-utils");
            return "";
        }
        process.getOutputStream().write(secret.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(line).startsWith("x:$2y$05$");
        return line.substring(2);
    }

    @Test
    void an_unknown_name_costs_one_hash_like_a_wrong_secret() throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", ARGON2ID_PASSWORD));

        auth.authenticate(basic("a", "wrong"));
        assertThat(hashes.all()).isEqualTo(1);

        assertThat(auth.authenticate(basic("nobody", "wrong"))).isInstanceOf(Outcome.NotMine.class);
        assertThat(hashes.all()).isEqualTo(2);
    }

    @Test
    void an_unknown_name_is_not_let_in_by_the_secret_of_the_account_that_stands_in() throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", "open"));

        assertThat(auth.authenticate(basic("nobody", "open"))).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void one_unknown_name_always_costs_the_same_and_different_names_cost_like_different_accounts() throws IOException {
        JsonAuth auth = auth(
                TestFiles.account("plain", "secret"),
                TestFiles.account("slow", "$2y$04$" + "abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234"));

        int slow = 0;
        for (int i = 0; i < 64; i++) {
            int before = hashes.all();
            auth.authenticate(basic("nobody" + i, "x"));
            int first = hashes.all() - before;
            auth.authenticate(basic("nobody" + i, "x"));
            assertThat(hashes.all() - before).isEqualTo(2 * first);
            slow += first;
        }

        assertThat(slow).isBetween(8, 56);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$6$salt$hash",
                "$2y$04$tooshort",
                "$2y$31$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$nonsense"
            })
    void a_secret_that_is_no_secret_lets_nobody_in(String stored) throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", stored));

        assertThat(auth.authenticate(basic("a", stored))).isInstanceOf(Outcome.NotMine.class);
        assertThat(auth.authenticate(basic("a", ""))).isInstanceOf(Outcome.NotMine.class);
    }

    @Test
    void a_plain_secret_may_begin_with_a_dollar_sign() throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", "$money$"));

        assertThat(auth.authenticate(basic("a", "$money$"))).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void other_kinds_of_credentials_are_somebody_elses() throws IOException {
        JsonAuth auth = auth(TestFiles.account("a", "open"));

        assertThat(auth.authenticate(new Credentials("bearer", "a", "open"))).isInstanceOf(Outcome.NotMine.class);
        assertThat(auth.types()).containsExactly("basic");
    }
}
