/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.token.ConfiguredKey;
import org.weft.kernel.identity.token.TokenService;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.testkit.PostgresServer;

/** Two nodes of a site on one PostgreSQL: what ends on one is over on the other. */
@WithProcess
class SignInOnTwoNodesTest {

    private static PostgresServer server;

    @TempDir
    private Path data;

    private Node here;
    private Node there;
    private final List<AuthSource> browserProviders = new CopyOnWriteArrayList<>();

    /** A node, as far as it signs people in; it reads what has ended when the test says so. */
    private static final class Node {
        final StateDatabase state;
        final Revocations revocations;
        final AppPasswords passwords;
        final SignIn signIn;
        final BrowserSessions sessions;
        final List<UserId> signedOut = new ArrayList<>();

        Node(Path data, String url, List<AuthSource> browserProviders) {
            state = StateDatabase.open(data, Optional.of(url));
            revocations = new Revocations(new RevocationTable(state), Clock.systemUTC());
            passwords = new AppPasswords(new AppPasswordTable(state), revocations, Clock.systemUTC());
            TokenService tokens = new TokenService(ConfiguredKey.of(FakePeople.SECRET), Clock.systemUTC());
            signIn = new SignIn(
                            () -> List.of(FakePeople.passwords()),
                            FakePeople.directories(),
                            tokens,
                            SignInLimits.standard(),
                            Clock.systemUTC())
                    .with(passwords)
                    .with(revocations);
            sessions = new BrowserSessions(
                    () -> browserProviders,
                    signIn,
                    new BrowserSessionTable(state),
                    Duration.ofHours(1),
                    signedOut::add,
                    Clock.systemUTC());
        }
    }

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        String url = server.newDatabase();
        here = new Node(data.resolve("here"), url, browserProviders);
        there = new Node(data.resolve("there"), url, browserProviders);
    }

    @AfterEach
    void stop() {
        here.state.close();
        there.state.close();
    }

    private static Session signedIn(Node node, String secret) {
        return node.signIn.authenticate(new Credentials("basic", "einstein", secret), "127.0.0.1");
    }

    @Test
    void who_signs_out_on_one_node_is_out_on_the_other_with_the_next_request() {
        String secret = here.sessions.begin(signedIn(here, "nietsnie")).secret();
        assertThat(there.sessions.find(secret)).isPresent();
        here.sessions.end(secret);
        assertThat(there.sessions.find(secret)).isEmpty();
        assertThat(here.signedOut).containsExactly(FakePeople.EINSTEIN.id());
    }

    @Test
    void a_provider_tells_one_node_who_has_signed_out_and_all_know_it() {
        here.revocations.remember("uni", "subject", FakePeople.EINSTEIN.id());
        assertThat(there.signIn.revokedByProvider(
                        "uni", "subject", Clock.systemUTC().instant()))
                .containsExactly(FakePeople.EINSTEIN.id());
    }

    @Test
    void an_app_password_that_is_taken_away_on_one_node_ends_on_the_other_when_it_reads_of_it() {
        AppPasswords.Made made =
                here.passwords.make(FakePeople.caller(FakePeople.EINSTEIN), "a phone", List.of(), Optional.empty());
        String token = signedIn(there, made.secret()).accessToken();
        assertThat(there.signIn.verify(token).user()).isEqualTo(FakePeople.EINSTEIN);

        here.passwords.revoke(
                FakePeople.caller(FakePeople.EINSTEIN), made.password().id());
        there.revocations.read();

        assertThatThrownBy(() -> there.signIn.verify(token)).isInstanceOf(Unauthenticated.class);
        assertThatThrownBy(() -> signedIn(there, made.secret())).isInstanceOf(Unauthenticated.class);
    }
}
