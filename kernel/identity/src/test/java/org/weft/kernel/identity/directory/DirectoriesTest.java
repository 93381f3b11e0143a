/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.signin.FakeDirectory;
import org.weft.kernel.identity.signin.FakeProvider;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;

final class DirectoriesTest {

    private static final User MARIE = FakeProvider.user("marie");
    private static final User ALBERT = FakeProvider.user("albert");
    private static final User RICHARD = FakeProvider.user("richard");

    private final FakeDirectory first = new FakeDirectory("username").with(MARIE, "physics");
    private final FakeDirectory second = new FakeDirectory("username", "mail", "group_name")
            .with(MARIE, "chemistry")
            .with(ALBERT, "physics")
            .with(RICHARD);
    private final Directories directories = new Directories(() -> List.of(first.handle(), second.handle()));

    @Test
    void the_first_directory_that_knows_answers() {
        assertThat(directories.user(MARIE.id())).contains(MARIE);
        assertThat(second.asked).hasValue(0);
        assertThat(directories.user(ALBERT.id())).contains(ALBERT);
        assertThat(directories.user(new UserId("x", "nobody", UserType.PRIMARY)))
                .isEmpty();
    }

    @Test
    void a_claim_that_only_one_directory_knows_is_found_there() {
        assertThat(directories.groupByClaim("group_name", "chemistry")).contains(FakeDirectory.group("chemistry"));
        assertThat(directories.userByClaim("username", "albert")).contains(ALBERT);
        assertThat(directories.userByClaim("mail", "nobody@example.org")).isEmpty();
        assertThatThrownBy(() -> directories.userByClaim("shoe-size", "43")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void groups_and_members_of_all_directories_count_once_each() {
        List<UserId> members = new ArrayList<>();
        directories.members(FakeDirectory.group("physics").id(), members::add);

        assertThat(members).containsExactlyInAnyOrder(MARIE.id(), ALBERT.id());
        assertThat(directories.groupsOf(MARIE.id()))
                .containsExactlyInAnyOrder(
                        FakeDirectory.group("physics").id(),
                        FakeDirectory.group("chemistry").id());
        assertThat(directories.hasMember(FakeDirectory.group("physics").id(), ALBERT.id()))
                .isTrue();
        assertThat(directories.hasMember(FakeDirectory.group("chemistry").id(), ALBERT.id()))
                .isFalse();
        assertThat(directories.group(FakeDirectory.group("chemistry").id())).contains(FakeDirectory.group("chemistry"));
    }

    @Test
    void a_search_finds_each_once_and_no_more_than_wanted() {
        assertThat(found("", 10)).containsExactly(MARIE, ALBERT, RICHARD);
        assertThat(found("", 2)).containsExactly(MARIE, ALBERT);
        assertThat(found("", 0)).isEmpty();
        assertThat(found("richard", 10)).containsExactly(RICHARD);
    }

    @Test
    void a_search_ends_when_the_receiver_has_enough() {
        List<User> users = new ArrayList<>();
        directories.findUsers("", 10, user -> {
            users.add(user);
            return false;
        });

        assertThat(users).containsExactly(MARIE);
        assertThat(second.asked).hasValue(0);
    }

    @Test
    void a_directory_that_is_down_does_not_hide_what_others_know() {
        first.down = true;

        assertThat(directories.user(ALBERT.id())).contains(ALBERT);
        assertThat(found("albert", 10)).containsExactly(ALBERT);
    }

    @Test
    void what_nobody_knows_while_a_directory_is_down_is_not_absent() {
        first.down = true;

        assertThatThrownBy(() -> directories.user(new UserId("x", "nobody", UserType.PRIMARY)))
                .isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> directories.groupsOf(MARIE.id())).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> found("nobody", 10)).isInstanceOf(Unavailable.class);
    }

    @Test
    void without_directories_nobody_is_known() {
        Directories nobody = new Directories(List::of);

        assertThat(nobody.user(MARIE.id())).isEmpty();
        assertThat(nobody.groupsOf(MARIE.id())).isEmpty();
    }

    private List<User> found(String query, int limit) {
        List<User> users = new ArrayList<>();
        directories.findUsers(query, limit, users::add);
        return users;
    }
}
