/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.identity.db.AccountTable;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.identity.signin.FakeDirectory;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.testing.ManualClock;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.identity.User;

/** Who is taken for gone, and who is not. */
class DepartedAccountsTest {

    private static final Duration LONGEST = Duration.ofDays(180);

    @TempDir
    private Path data;

    private final ManualClock clock = new ManualClock();
    private final FakeDirectory directory = new FakeDirectory("username");
    private StateDatabase state;
    private RestingAccounts resting;
    private DepartedAccounts departedAccounts;

    @BeforeEach
    void start() {
        state = TestDatabases.sqlite(data);
        resting = new RestingAccounts(new RestingAccountTable(state), Clock.systemUTC());
        departedAccounts = at(List.of());
    }

    private DepartedAccounts at(List<FakeDirectory> more) {
        List<FakeDirectory> all = new ArrayList<>(more);
        all.addFirst(directory);
        Directories directories =
                new Directories(() -> all.stream().map(FakeDirectory::handle).toList());
        return new DepartedAccounts(directories, new LastSignInTable(state), resting, LONGEST, clock);
    }

    @AfterEach
    void stop() {
        state.close();
    }

    private static User user(String name) {
        return User.of(new UserId("https://idp.example", "id-" + name, UserType.PRIMARY), name, name);
    }

    private User known(String name) {
        User user = user(name);
        directory.with(user);
        departedAccounts.signedIn(user);
        return user;
    }

    private List<User> knownMany(int count) {
        List<User> users = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            users.add(known("user" + i));
        }
        return users;
    }

    private void lookTwice() {
        departedAccounts.look();
        departedAccounts.confirm();
    }

    @Test
    void who_is_no_longer_in_the_directory_rests_and_wakes_when_they_are_there_again() {
        User gone = known("gone");
        User stays = known("stays");
        directory.users.remove(gone);

        departedAccounts.look();
        assertThat(resting.includes(gone.id())).as("missing once").isFalse();
        departedAccounts.confirm();
        assertThat(resting.isGone(gone.id())).isTrue();
        assertThat(resting.includes(stays.id())).isFalse();

        directory.with(gone);
        departedAccounts.look();
        assertThat(resting.includes(gone.id())).isFalse();
    }

    @Test
    void who_is_back_before_the_second_look_does_not_rest() {
        User user = known("somebody");
        known("other");
        directory.users.remove(user);
        departedAccounts.look();
        directory.with(user);
        departedAccounts.confirm();
        assertThat(resting.includes(user.id())).isFalse();
        directory.users.remove(user);
        departedAccounts.confirm();
        assertThat(resting.includes(user.id())).as("that was forgotten").isFalse();
    }

    @Test
    void a_directory_that_answers_empty_puts_nobody_to_rest() {
        List<User> users = knownMany(4);
        directory.users.clear();
        lookTwice();
        lookTwice();
        users.forEach(user -> assertThat(resting.includes(user.id())).isFalse());
    }

    @Test
    void what_an_empty_directory_lacks_counts_for_nothing_when_it_has_others() {
        List<User> users = knownMany(4);
        directory.users.clear();
        lookTwice();
        directory.with(user("new"));
        departedAccounts.confirm();
        users.forEach(user -> assertThat(resting.includes(user.id())).isFalse());
        lookTwice();
        users.forEach(user -> assertThat(resting.includes(user.id())).isTrue());
    }

    @Test
    void a_directory_that_lacks_most_of_its_people_puts_nobody_to_rest() {
        List<User> users = knownMany(30);
        directory.users.removeAll(users.subList(0, 20));
        lookTwice();
        users.forEach(user -> assertThat(resting.includes(user.id())).isFalse());

        directory.users.addAll(users.subList(0, 8));
        lookTwice();
        assertThat(users.stream().filter(user -> resting.includes(user.id())))
                .containsExactlyElementsOf(users.subList(8, 20));
    }

    @Test
    void a_directory_that_fails_puts_nobody_to_rest() {
        User user = known("somebody");
        known("other");
        directory.users.remove(user);
        departedAccounts.look();
        directory.down = true;
        departedAccounts.confirm();
        departedAccounts.look();
        assertThat(resting.includes(user.id())).isFalse();
        directory.down = false;
        departedAccounts.confirm();
        assertThat(resting.includes(user.id())).isTrue();
    }

    @Test
    void who_is_missing_when_they_show_something_is_told_that_it_is_not_sure_yet() {
        User user = known("somebody");
        known("other");
        directory.users.remove(user);
        assertThatThrownBy(() -> departedAccounts.missed(user.id())).isInstanceOf(Unavailable.class);
        departedAccounts.confirm();
        assertThat(resting.includes(user.id())).isTrue();
    }

    @Test
    void whom_no_directory_ever_knew_is_not_missed() {
        User user = user("somebody");
        departedAccounts.signedIn(user);
        known("other");
        departedAccounts.missed(user.id());
        lookTwice();
        assertThat(resting.includes(user.id())).isFalse();
    }

    @Test
    void who_moved_to_another_directory_is_not_gone() {
        User user = known("somebody");
        known("other");
        directory.users.remove(user);
        FakeDirectory second = new FakeDirectory("username").with(user);
        departedAccounts = at(List.of(second));
        lookTwice();
        assertThat(resting.includes(user.id())).isFalse();
    }

    @Test
    void who_did_not_sign_in_for_long_rests_until_they_do() {
        User here = known("here");
        User elsewhere = user("elsewhere");
        departedAccounts.signedIn(elsewhere);
        clock.forward(LONGEST.minusMinutes(1));
        departedAccounts.look();
        assertThat(resting.includes(here.id())).isFalse();
        assertThat(resting.includes(elsewhere.id())).isFalse();

        clock.forward(Duration.ofMinutes(2));
        departedAccounts.look();
        assertThat(resting.includes(here.id())).isTrue();
        assertThat(resting.isGone(here.id()))
                .as("a directory vouches, so what others have goes on")
                .isFalse();
        assertThat(resting.isGone(elsewhere.id())).isTrue();

        departedAccounts.signedIn(elsewhere);
        assertThat(resting.includes(elsewhere.id())).isFalse();
    }

    @Test
    void what_was_there_before_this_was_counted_counts_from_now() {
        User user = user("somebody");
        new AccountTable(state).put(user, Clock.systemUTC().instant().minus(LONGEST.multipliedBy(2)));
        departedAccounts.look();
        assertThat(resting.includes(user.id())).isFalse();
        clock.forward(LONGEST.plusMinutes(1));
        departedAccounts.look();
        assertThat(resting.includes(user.id())).isTrue();
    }

    @Test
    void another_process_reads_who_rests() {
        User user = known("somebody");
        RestingAccounts elsewhere = new RestingAccounts(new RestingAccountTable(state), Clock.systemUTC());
        resting.rest(user.id(), "somebody", RestingAccounts.Cause.OPERATOR);
        assertThat(elsewhere.includes(user.id())).isFalse();
        elsewhere.read();
        assertThat(elsewhere.includes(user.id())).isTrue();
        resting.wake(user.id());
        elsewhere.read();
        assertThat(elsewhere.includes(user.id())).isFalse();
    }
}
