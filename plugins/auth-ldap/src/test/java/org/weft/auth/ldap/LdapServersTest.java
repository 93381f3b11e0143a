/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.InvalidConfig;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

/** How the servers are reached: encrypted, in turn, after a fall, and with more people than they give at once. */
@Tag("process")
class LdapServersTest {

    private static final Credentials EINSTEIN = new Credentials("basic", "einstein", "relativity");

    @TempDir
    private Path tmp;

    private static LdapAuth auth(ServerOptions options) {
        return new LdapAuth(new LdapServer(new Pools(options)), new UserEntries(Configs.IDP, Configs.users()));
    }

    private static LdapDirectory directory(ServerOptions options, Duration remember) {
        LdapDirectoryConfig config = Configs.directory(options, remember);
        LdapServer server = new LdapServer(new Pools(options));
        UserEntries users = new UserEntries(Configs.IDP, config.users());
        GroupEntries groups = new GroupEntries(Configs.IDP, config.groups().orElseThrow());
        Memberships memberships = new Memberships(server, users, groups);
        LdapUsers lookup = new LdapUsers(server, users, Optional.of(memberships), remember);
        return new LdapDirectory(
                server, users, lookup, Optional.of(new LdapGroups(server, groups, memberships, lookup)));
    }

    @Test
    void a_connection_is_encrypted_from_the_start_or_turned_to_it() throws Exception {
        try (Slapd slapd = Slapd.start(tmp)) {
            for (boolean startTls : List.of(true, false)) {
                URI url = startTls ? slapd.url() : slapd.tlsUrl();
                try (LdapAuth auth = auth(slapd.options(List.of(url), startTls, Optional.of(slapd.certificate())))) {
                    auth.start();
                    assertThat(auth.authenticate(EINSTEIN)).isInstanceOf(Outcome.Accepted.class);
                }
            }
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_or_of_another_host_is_refused() throws Exception {
        try (Slapd slapd = Slapd.start(tmp)) {
            try (LdapAuth untrusted = auth(slapd.options(List.of(slapd.tlsUrl()), false, Optional.empty()))) {
                assertThatThrownBy(untrusted::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(slapd.tlsUrl().toString());
            }
            URI byAddress = URI.create(slapd.tlsUrl().toString().replace("localhost", "127.0.0.1"));
            try (LdapAuth other = auth(slapd.options(List.of(byAddress), false, Optional.of(slapd.certificate())))) {
                assertThatThrownBy(other::start).isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1");
            }
        }
        try (Slapd other = Slapd.certified(tmp.resolve("other"), "ldap.example.org");
                LdapAuth deceived =
                        auth(other.options(List.of(other.tlsUrl()), false, Optional.of(other.certificate())))) {
            assertThatThrownBy(deceived::start).isInstanceOf(IOException.class).hasMessageContaining("localhost");
        }
    }

    @Test
    void a_server_that_falls_is_stood_in_for_and_one_that_comes_back_is_used_again() throws Exception {
        try (Slapd first = Slapd.start(tmp.resolve("first"));
                Slapd second = Slapd.start(tmp.resolve("second"));
                LdapAuth auth = auth(first.options(second.url()));
                LdapDirectory directory = directory(first.options(second.url()), Duration.ZERO)) {
            auth.start();
            directory.start();
            assertThat(auth.authenticate(EINSTEIN)).isInstanceOf(Outcome.Accepted.class);
            first.kill();
            assertThat(auth.authenticate(EINSTEIN)).isInstanceOf(Outcome.Accepted.class);
            assertThat(find(directory, "marie")).hasSize(1);
            second.kill();
            assertThatThrownBy(() -> auth.authenticate(EINSTEIN)).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> find(directory, "marie")).isInstanceOf(Unavailable.class);
            assertThat(auth.health().isUp()).isFalse();
            first.launch();
            assertThat(eventually(() -> auth.authenticate(EINSTEIN), Outcome.Accepted.class::isInstance))
                    .isInstanceOf(Outcome.Accepted.class);
            assertThat(find(directory, "marie")).hasSize(1);
            assertThat(auth.health().isUp()).isTrue();
        }
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T eventually(Question<T> question, Predicate<T> wanted) throws InterruptedException {
        for (int tries = 0; tries < 100; tries++) {
            try {
                T answer = question.ask();
                if (wanted.test(answer)) {
                    return answer;
                }
            } catch (Unavailable notYet) {
                assertThat(notYet).hasMessageContaining("directory");
            }
            Thread.sleep(100);
        }
        return question.ask();
    }

    private static List<User> find(LdapDirectory directory, String text) {
        List<User> found = new ArrayList<>();
        directory.users().orElseThrow().find(text, 2000, found::add);
        return found;
    }

    @Test
    void more_people_than_a_server_gives_at_once_are_all_found_and_only_the_first_are_kept() throws Exception {
        String crowd = IntStream.range(0, 1203)
                .mapToObj(
                        "dn: uid=p%1$04d,ou=people,dc=example,dc=org%nobjectClass: inetOrgPerson%nuid: p%1$04d%ncn: Person %1$d%nsn: P%n"
                                ::formatted)
                .reduce("", (all, one) -> all + "\n" + one);
        try (Slapd slapd = Slapd.start(tmp, crowd);
                LdapDirectory directory = directory(slapd.options(), Duration.ZERO)) {
            directory.start();
            assertThat(find(directory, "Person ")).hasSize(1203);
            List<String> first = new ArrayList<>();
            directory.users().orElseThrow().find("person 1", 3, user -> first.add(user.username()));
            assertThat(first).containsExactly("p0001", "p0010", "p0011");
        }
    }

    @Test
    void groups_in_groups_bring_their_members_and_login_names_count_where_the_group_has_them() throws Exception {
        try (Slapd slapd = Slapd.start(tmp);
                LdapDirectory directory = directory(slapd.options(), Duration.ofMinutes(1))) {
            directory.start();
            UserId marie = new UserId("", "marie", UserType.PRIMARY);
            assertThat(directory.users().orElseThrow().get(marie).orElseThrow().groups())
                    .containsExactlyInAnyOrder("skippers", "sailing-lovers");
            UserId einstein = new UserId("", "einstein", UserType.PRIMARY);
            assertThat(directory
                            .users()
                            .orElseThrow()
                            .get(einstein)
                            .orElseThrow()
                            .groups())
                    .containsExactlyInAnyOrder("sailing-lovers", "skippers", "physicists");
            var physicists = directory
                    .groups()
                    .orElseThrow()
                    .byClaim("gid_number", "2000")
                    .orElseThrow();
            List<String> members = new ArrayList<>();
            directory.groups().orElseThrow().members(physicists.id(), id -> members.add(id.opaque()));
            assertThat(members)
                    .containsExactlyInAnyOrder(
                            "4c510ada-c86b-4815-8820-42cdf82c3d51", "932b4540-8d16-481e-8ef4-588e4b6b151c");
        }
    }

    @Test
    void a_server_that_is_down_or_a_base_that_is_not_there_stops_the_start_with_words() throws Exception {
        try (Slapd slapd = Slapd.start(tmp)) {
            try (LdapAuth lost = new LdapAuth(
                    new LdapServer(new Pools(slapd.options())),
                    new UserEntries(Configs.IDP, Configs.users("ou=peopel,dc=example,dc=org", "(uid=*)")))) {
                assertThatThrownBy(lost::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("ou=peopel,dc=example,dc=org");
            }
            slapd.kill();
            try (LdapAuth down = auth(slapd.options())) {
                assertThatThrownBy(down::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(slapd.url().toString());
            }
        }
    }

    @Test
    void a_sign_in_without_a_password_is_not_taken_for_one_as_nobody() throws Exception {
        try (Slapd slapd = Slapd.start(tmp);
                LdapAuth auth = auth(slapd.options())) {
            auth.start();
            assertThat(auth.authenticate(new Credentials("basic", "einstein", "")))
                    .isInstanceOf(Outcome.Rejected.class);
            assertThat(auth.authenticate(new Credentials("basic", "richard", "anything")))
                    .as("an entry without a password")
                    .isInstanceOf(Outcome.Rejected.class);
        }
    }

    /** RFC 4515, section 3: what these signs mean in a filter, they must not mean in a name. */
    @Test
    void a_name_is_never_a_filter_nor_a_path() throws Exception {
        List<String> names = List.of(
                "*",
                "ein*",
                "einstein)(uid=*",
                "*)(|(uid=*",
                "einstein)(&)",
                "\\2a",
                "einstein\0",
                "einstein,ou=people,dc=example,dc=org",
                "uid=einstein",
                "(uid=einstein)",
                "\\",
                "");
        try (Slapd slapd = Slapd.start(tmp);
                LdapAuth auth = auth(slapd.options());
                LdapDirectory directory = directory(slapd.options(), Duration.ofMinutes(1))) {
            auth.start();
            directory.start();
            assertThat(auth.authenticate(EINSTEIN)).isInstanceOf(Outcome.Accepted.class);
            UserDirectory users = directory.users().orElseThrow();
            for (String name : names) {
                assertThat(auth.authenticate(new Credentials("basic", name, EINSTEIN.secret())))
                        .as(name)
                        .isNotInstanceOf(Outcome.Accepted.class);
                for (String claim : List.of("username", "mail", "userid")) {
                    assertThat(users.byClaim(claim, name))
                            .as(claim + " " + name)
                            .isEmpty();
                }
            }
            List<User> found = new ArrayList<>();
            users.find("*", 100, found::add);
            users.find(")(uid=", 100, found::add);
            assertThat(found).isEmpty();
        }
    }

    @Test
    void options_that_are_not_safe_or_do_not_fit_together_are_refused_with_words() throws Exception {
        assertThatThrownBy(() -> plain("ldap://ldap.example.org"))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("unencrypted");
        assertThatThrownBy(() -> plain("https://ldap.example.org")).isInstanceOf(InvalidConfig.class);
        assertThatThrownBy(() -> plain()).isInstanceOf(InvalidConfig.class);
        assertThatThrownBy(() -> Configs.users("no name", "(uid=*)")).isInstanceOf(InvalidConfig.class);
        assertThatThrownBy(() -> Configs.users(Slapd.PEOPLE, "(uid=*")).isInstanceOf(InvalidConfig.class);
        Path empty = Files.writeString(tmp.resolve("empty.pem"), "");
        assertThatThrownBy(() -> Tls.sockets(Optional.of(empty)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca-file");
    }

    private static ServerOptions plain(String... urls) {
        return new ServerOptions(
                List.of(urls).stream().map(URI::create).toList(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1);
    }
}
