/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;

class JsonDirectoryTest {

    private static final String IDP = "https://idp.example";
    private static final UserId EINSTEIN = new UserId(IDP, "4c510ada-c86b-4815-8820-42cdf82c3d51", UserType.PRIMARY);
    private static final UserId MARIE = new UserId(IDP, "f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c", UserType.PRIMARY);
    private static final UserId RICHARD =
            new UserId("https://other.example", "932b4540-8d16-481e-8ef4-588e4b6b151c", UserType.FEDERATED);
    private static final GroupId SAILING = new GroupId(IDP, "6040aa17-9c64-4fef-9bd0-77234d71bad0");
    private static final GroupId QUANTUM = new GroupId(IDP, "quantum");
    private static final GroupId PHYSICS = new GroupId(IDP, "physics-lovers");
    private static final GroupId RADIUM = new GroupId(IDP, "radium-lovers");

    private final ManualClock clock = new ManualClock();
    private UserDirectory users;
    private GroupDirectory groups;

    @BeforeEach
    void read(@TempDir Path folder) throws IOException {
        JsonDirectory directory = new JsonDirectory(
                new WatchedFile<>(TestFiles.copy("users.json", folder), UsersReader::read, clock),
                new WatchedFile<>(TestFiles.copy("groups.json", folder), GroupsReader::read, clock),
                Optional.empty());
        directory.start();
        users = directory.users().orElseThrow();
        groups = directory.groups().orElseThrow();
    }

    private static UserId any(String opaque) {
        return new UserId("", opaque, UserType.INVALID);
    }

    private List<String> find(String query, int limit) {
        List<String> found = new ArrayList<>();
        users.find(query, limit, user -> found.add(user.username()));
        return found;
    }

    private List<String> findGroups(String query) {
        List<String> found = new ArrayList<>();
        groups.find(query, 100, group -> found.add(group.name()));
        return found;
    }

    private List<UserId> members(GroupId group) {
        List<UserId> found = new ArrayList<>();
        groups.members(group, found::add);
        return found;
    }

    @Test
    void a_user_is_got_by_id_or_by_login_name() {
        assertThat(users.get(EINSTEIN)).map(User::username).contains("einstein");
        assertThat(users.get(any(EINSTEIN.opaque()))).map(User::username).contains("einstein");
        assertThat(users.get(any("einstein"))).map(User::id).contains(EINSTEIN);
    }

    @Test
    void the_identity_provider_counts_when_it_is_given() {
        assertThat(users.get(new UserId("https://other.example", EINSTEIN.opaque(), UserType.PRIMARY)))
                .isEmpty();
        assertThat(users.get(new UserId("https://other.example", "einstein", UserType.PRIMARY)))
                .isEmpty();
    }

    @Test
    void a_user_is_got_by_claim() {
        assertThat(users.byClaim("mail", "marie@example.org")).map(User::id).contains(MARIE);
        assertThat(users.byClaim("username", "marie")).map(User::id).contains(MARIE);
        assertThat(users.byClaim("uid", "123")).map(User::id).contains(EINSTEIN);
        assertThat(users.byClaim("userid", RICHARD.opaque())).map(User::id).contains(RICHARD);
        assertThat(users.byClaim("mail", "")).isEmpty();
        assertThat(users.byClaim("uid", "0")).isEmpty();
        assertThatThrownBy(() -> users.byClaim("shoe_size", "44")).isInstanceOf(WeftException.InvalidArgument.class);
    }

    @Test
    void a_search_folds_case_looks_at_all_names_and_is_ordered_by_login_name() {
        assertThat(find("E", 10)).containsExactly("einstein", "marie", "richard");
        assertThat(find("CURIE", 10)).containsExactly("marie");
        assertThat(find("richard@EXAMPLE", 10)).containsExactly("richard");
        assertThat(find("4c510ADA", 10)).containsExactly("einstein");
        assertThat(find("nobody", 10)).isEmpty();
    }

    @Test
    void a_search_ends_at_the_limit_and_when_the_receiver_has_enough() {
        assertThat(find("", 2)).containsExactly("einstein", "marie");

        List<User> one = new ArrayList<>();
        users.find("", 10, user -> {
            one.add(user);
            return false;
        });
        assertThat(one).hasSize(1);
    }

    @Test
    void both_forms_of_members_are_read() {
        assertThat(members(SAILING)).containsExactlyInAnyOrder(EINSTEIN, MARIE);
        assertThat(members(QUANTUM)).containsExactly(RICHARD);
    }

    @Test
    void memberships_of_both_files_count() {
        assertThat(users.groupsOf(EINSTEIN)).containsExactlyInAnyOrder(SAILING, PHYSICS);
        assertThat(users.groupsOf(MARIE)).containsExactlyInAnyOrder(SAILING, PHYSICS, RADIUM);
        assertThat(users.groupsOf(RICHARD)).containsExactly(QUANTUM);
        assertThat(users.groupsOf(any("nobody"))).isEmpty();
        assertThat(groups.hasMember(SAILING, MARIE)).isTrue();
        assertThat(groups.hasMember(SAILING, any("marie"))).isTrue();
        assertThat(groups.hasMember(SAILING, RICHARD)).isFalse();
        assertThat(groups.hasMember(new GroupId(IDP, "nothing"), MARIE)).isFalse();
    }

    @Test
    void a_user_carries_the_names_of_all_groups() {
        assertThat(users.get(MARIE))
                .map(User::groups)
                .contains(List.of("radium-lovers", "physics-lovers", "sailing-lovers"));
    }

    @Test
    void a_group_that_only_users_name_is_a_group() {
        assertThat(groups.get(PHYSICS)).map(Group::name).contains("physics-lovers");
        assertThat(members(PHYSICS)).containsExactlyInAnyOrder(EINSTEIN, MARIE);
    }

    @Test
    void a_group_is_got_by_id_name_and_claim() {
        assertThat(groups.get(SAILING)).map(Group::displayName).contains("Sailing Lovers");
        assertThat(groups.get(new GroupId("", "sailing-lovers"))).map(Group::id).contains(SAILING);
        assertThat(groups.get(new GroupId("https://other.example", "sailing-lovers")))
                .isEmpty();
        assertThat(groups.byClaim("group_name", "quantum-lovers"))
                .map(Group::id)
                .contains(QUANTUM);
        assertThat(groups.byClaim("gid_number", "1234")).map(Group::id).contains(SAILING);
        assertThat(groups.byClaim("display_name", "Sailing Lovers"))
                .map(Group::id)
                .contains(SAILING);
        assertThat(groups.byClaim("mail", "sailing-lovers@example.org"))
                .map(Group::id)
                .contains(SAILING);
        assertThat(groups.byClaim("mail", "")).isEmpty();
        assertThatThrownBy(() -> groups.byClaim("colour", "red")).isInstanceOf(WeftException.InvalidArgument.class);
    }

    @Test
    void groups_are_searched_like_users() {
        assertThat(findGroups("LOVERS"))
                .containsExactly("physics-lovers", "quantum-lovers", "radium-lovers", "sailing-lovers");
        assertThat(findGroups("sailing l")).containsExactly("sailing-lovers");
    }

    @Test
    void the_demo_groups_have_the_demo_accounts_as_members() {
        JsonDirectory demo = new JsonDirectory(Demo.users(), Demo.groups(), Optional.empty());

        List<UserId> physicists = new ArrayList<>();
        demo.groups().orElseThrow().members(new GroupId("", "physics-lovers"), physicists::add);
        assertThat(physicists).hasSize(3);
        assertThat(demo.accounts()).isEmpty();
    }
}
