/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.db.AccountTable;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.identity.directory.ProvisionedAccounts;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/** Accounts that come to be by signing in. */
class ProvisionedAccountsTest {

    private static final String IDP = "https://idp.example.org";

    @TempDir
    Path data;

    private StateDatabase state;
    private ProvisionedAccounts provisionedAccounts;
    private Directories directories;
    private final FakeDirectory directory = new FakeDirectory("username", "mail");

    @BeforeEach
    void open() {
        state = TestDatabases.sqlite(data);
        provisionedAccounts = new ProvisionedAccounts(
                new Directories(() -> List.of(directory.handle())), new AccountTable(state), Clock.systemUTC());
        directories = new Directories(() -> List.of(directory.handle(), provisionedAccounts.directory()));
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static User user(String id, String name, String... groups) {
        return new User(
                new UserId(IDP, id, UserType.PRIMARY),
                name,
                name + "@example.org",
                true,
                name + " Example",
                List.of(groups),
                OptionalLong.of(1000),
                OptionalLong.empty(),
                Map.of());
    }

    @Test
    void who_has_signed_in_is_found_by_id_name_mail_and_a_part_of_the_name() {
        User ada = user("1", "ada", "engines");
        provisionedAccounts.provision(ada);

        assertThat(directories.user(ada.id())).contains(ada);
        assertThat(directories.user(new UserId("", "1", UserType.PRIMARY))).contains(ada);
        assertThat(directories.user(new UserId("https://other.example.org", "ada", UserType.PRIMARY)))
                .isEmpty();
        assertThat(directories.userByClaim("username", "ada")).contains(ada);
        assertThat(directories.userByClaim("mail", "ada@example.org")).contains(ada);
        List<User> found = new ArrayList<>();
        directories.findUsers("A EXAM", 10, found::add);
        assertThat(found).containsExactly(ada);
        directories.findUsers("%", 10, found::add);
        assertThat(found).as("a sign of the database is none of people").hasSize(1);
    }

    @Test
    void each_sign_in_brings_what_the_provider_says_now() {
        provisionedAccounts.provision(user("1", "ada", "engines", "poets"));
        provisionedAccounts.provision(user("1", "lovelace", "engines"));

        assertThat(directories.userByClaim("username", "ada")).isEmpty();
        assertThat(directories.groupsOf(user("1", "x").id())).containsExactly(new GroupId(IDP, "engines"));
    }

    @Test
    void groups_are_found_with_their_members() {
        provisionedAccounts.provision(user("1", "ada", "engines"));
        provisionedAccounts.provision(user("2", "charles", "engines"));

        Group engines = directories.groupByClaim("group_name", "engines").orElseThrow();
        List<UserId> members = new ArrayList<>();
        directories.members(engines.id(), members::add);
        assertThat(members).extracting(UserId::opaque).containsExactlyInAnyOrder("1", "2");
        assertThat(directories.hasMember(engines.id(), user("2", "charles").id()))
                .isTrue();
        List<Group> found = new ArrayList<>();
        directories.findGroups("ENG", 10, found::add);
        assertThat(found).containsExactly(engines);
    }

    @Test
    void a_login_name_belongs_to_whoever_had_it_first() {
        provisionedAccounts.provision(user("1", "ada"));
        assertThatThrownBy(() -> provisionedAccounts.provision(user("2", "ada")))
                .isInstanceOf(Unauthenticated.class);

        directory.with(FakeProvider.user("marie"));
        assertThatThrownBy(() -> provisionedAccounts.provision(user("3", "marie")))
                .isInstanceOf(Unauthenticated.class);
    }

    @Test
    void whom_a_directory_knows_is_as_the_directory_says() {
        User known = user("1", "ada", "of-the-directory");
        directory.with(known);

        assertThat(provisionedAccounts.provision(user("1", "another", "of-the-provider")))
                .isEqualTo(known);
        assertThat(new AccountTable(state).get(known.id())).isEmpty();
    }
}
