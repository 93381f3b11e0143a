/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weft.kernel.identity.db.LoginFlowTable.Granted;
import org.weft.kernel.identity.db.RevocationTable.Meaning;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.identity.User;
import org.weft.testkit.PostgresServer;

/** The rows of sign-in, in both databases; in PostgreSQL as two nodes see them. */
@WithProcess
class SignInRowsTest {

    private static final UserId EINSTEIN = new UserId("https://idp.example", "e", UserType.PRIMARY);
    private static final UserId MARIE = new UserId("https://idp.example", "m", UserType.SECONDARY);
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_123L);

    private static Optional<PostgresServer> server = Optional.empty();

    @TempDir
    private Path data;

    private final List<StateDatabase> opened = new ArrayList<>();

    /** Where the rows are. */
    enum In {
        SQLITE,
        POSTGRESQL
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @AfterEach
    void close() {
        opened.forEach(StateDatabase::close);
    }

    /** One database, as this node and another have it open. */
    private record Nodes(StateDatabase here, StateDatabase there) {}

    private Nodes nodes(In in) throws Exception {
        if (in == In.SQLITE) {
            StateDatabase only = StateDatabase.open(data, Optional.empty());
            opened.add(only);
            return new Nodes(only, only);
        }
        if (server.isEmpty()) {
            server = Optional.of(PostgresServer.start());
        }
        Optional<String> url = Optional.of(server.get().newDatabase());
        opened.add(StateDatabase.open(data.resolve("here"), url));
        opened.add(StateDatabase.open(data.resolve("there"), url));
        return new Nodes(opened.getFirst(), opened.getLast());
    }

    private static BrowserSessionTable.Row session(String subject, String session, UserId user) {
        return new BrowserSessionTable.Row("uni", subject, session, user, "name", NOW, NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @EnumSource
    void browser_sessions_end_one_by_one_by_subject_and_by_session(In in) throws Exception {
        Nodes nodes = nodes(in);
        BrowserSessionTable here = new BrowserSessionTable(nodes.here());
        BrowserSessionTable there = new BrowserSessionTable(nodes.there());
        here.insert("h1", session("s1", "a", EINSTEIN));
        here.insert("h2", session("s1", "b", EINSTEIN));
        here.insert("h3", session("s2", "a", MARIE));
        here.insert("h4", session("", "", MARIE));

        assertThat(there.find("h1", NOW)).contains(session("s1", "a", EINSTEIN));
        assertThat(there.find("h1", NOW.plusSeconds(60))).isEmpty();
        assertThat(there.removeSession("uni", "b"))
                .containsExactly(new BrowserSessionTable.Ended("s1", EINSTEIN, "h2"));
        assertThat(here.find("h2", NOW)).isEmpty();
        assertThat(there.removeSession("elsewhere", "a")).isEmpty();
        assertThat(there.removeSubject("uni", "s1"))
                .containsExactly(new BrowserSessionTable.Ended("s1", EINSTEIN, "h1"));
        assertThat(here.find("h1", NOW)).isEmpty();
        there.remove("h3");
        assertThat(here.find("h3", NOW)).isEmpty();
        there.removeExpired(NOW.plusSeconds(59));
        assertThat(here.find("h4", NOW)).isPresent();
        there.removeExpired(NOW.plusSeconds(60));
        assertThat(here.find("h4", NOW)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void app_passwords_are_found_noted_and_taken_away_by_their_owner_alone(In in) throws Exception {
        Nodes nodes = nodes(in);
        AppPasswordTable here = new AppPasswordTable(nodes.here());
        AppPasswordTable there = new AppPasswordTable(nodes.there());
        AppPasswordTable.Row row = new AppPasswordTable.Row(
                "id", EINSTEIN, "einstein", "a \u2615 phone", "{}", NOW, Instant.MAX, Instant.EPOCH);
        AppPasswordTable.Row brief = new AppPasswordTable.Row(
                "id2", EINSTEIN, "einstein", "", "{}", NOW.plusSeconds(1), NOW.plusSeconds(9), Instant.EPOCH);
        here.insert(brief, "hash2");
        here.insert(row, "hash");

        assertThat(there.byHash("hash")).contains(row);
        assertThat(there.byHash("HASH")).isEmpty();
        there.used("id", NOW.plusSeconds(5));
        assertThat(here.byHash("hash").orElseThrow().used()).isEqualTo(NOW.plusSeconds(5));
        assertThat(there.of(EINSTEIN)).extracting(AppPasswordTable.Row::id).containsExactly("id", "id2");
        assertThat(there.remove(MARIE, "id")).isFalse();
        there.removeExpired(NOW.plusSeconds(9));
        assertThat(here.of(EINSTEIN)).extracting(AppPasswordTable.Row::id).containsExactly("id");
        assertThat(there.remove(EINSTEIN, "id")).isTrue();
        assertThat(here.byHash("hash")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_login_flow_is_granted_once_and_taken_once_however_many_poll(In in) throws Exception {
        Nodes nodes = nodes(in);
        LoginFlowTable here = new LoginFlowTable(nodes.here());
        LoginFlowTable there = new LoginFlowTable(nodes.there());
        assertThat(here.begin("poll", "login", "a phone", NOW.plusSeconds(60), 1))
                .isTrue();
        assertThat(there.begin("poll2", "login2", "a phone", NOW.plusSeconds(60), 1))
                .as("so many wait at most")
                .isFalse();

        assertThat(there.client("login", NOW)).contains("a phone");
        there.signedIn("login", MARIE, "marie", "ticket");
        assertThat(here.grant("login", "", NOW)).isFalse();
        assertThat(here.grant("login", "other", NOW)).isFalse();
        assertThat(here.take("poll", NOW)).isEmpty();
        assertThat(here.grant("login", "ticket", NOW)).isTrue();
        assertThat(there.grant("login", "ticket", NOW)).isFalse();

        List<Callable<Optional<Granted>>> polls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            LoginFlowTable node = i % 2 == 0 ? here : there;
            polls.add(() -> node.take("poll", NOW));
        }
        List<Granted> taken = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Granted>> poll : threads.invokeAll(polls)) {
                poll.get().ifPresent(taken::add);
            }
        }
        assertThat(taken).containsExactly(new Granted(MARIE, "marie", "a phone"));
    }

    private static User user(UserId id, String name, String... groups) {
        return new User(id, name, "", false, name, List.of(groups), OptionalLong.empty(), OptionalLong.of(5), Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void a_login_name_belongs_to_its_first_owner_until_it_is_freed(In in) throws Exception {
        Nodes nodes = nodes(in);
        AccountTable here = new AccountTable(nodes.here());
        AccountTable there = new AccountTable(nodes.there());
        assertThat(here.put(user(EINSTEIN, "albert", "physics"), NOW)).isTrue();
        assertThat(there.put(user(MARIE, "albert"), NOW)).isFalse();
        assertThat(there.get(EINSTEIN)).contains(user(EINSTEIN, "albert", "physics"));

        assertThat(there.free("nobody")).isEmpty();
        assertThat(there.free("albert")).contains(EINSTEIN);
        assertThat(here.get(EINSTEIN)).isEmpty();
        assertThat(here.members(EINSTEIN.idp(), "physics")).isEmpty();
        assertThat(here.put(user(MARIE, "albert"), NOW)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void endings_are_kept_until_their_end_and_read_by_others(In in) throws Exception {
        Nodes nodes = nodes(in);
        RevocationTable here = new RevocationTable(nodes.here());
        RevocationTable there = new RevocationTable(nodes.there());
        RevocationTable.Row first = new RevocationTable.Row("v", NOW, NOW.plusSeconds(10));
        RevocationTable.Row second = new RevocationTable.Row("v", NOW.plusSeconds(1), NOW.plusSeconds(11));
        RevocationTable.Row other = new RevocationTable.Row("w", NOW, NOW.plusSeconds(10));
        here.put(first, NOW);
        here.put(other, NOW);
        assertThat(there.find("v")).contains(first);
        here.put(second, NOW.plusSeconds(1));
        assertThat(there.find("v")).contains(second);
        assertThat(there.since(NOW, 10)).containsExactly(second, other);
        assertThat(there.since(NOW, 1)).containsExactly(second);
        assertThat(there.since(NOW.plusSeconds(1), 10)).containsExactly(second);
        there.removeExpired(NOW.plusSeconds(10));
        assertThat(here.find("v")).isPresent();
        assertThat(here.find("w")).isEmpty();

        here.means("uni", "s", EINSTEIN);
        there.means("uni", "s", EINSTEIN);
        there.means("uni", "s", MARIE);
        assertThat(here.meant("uni", "s")).containsExactly(EINSTEIN, MARIE);
        assertThat(here.meant("elsewhere", "s")).isEmpty();
        assertThat(there.meanings(MARIE)).containsExactly(new Meaning("uni", "s"));
    }
}
