/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.identity.Accounts;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;
import org.weft.testkit.Exclusion;
import org.weft.testkit.Since;
import org.weft.testkit.TestContext;

/**
 * Every promise of {@link Directory}, tested against one driver that knows what the author says it knows.
 *
 * @param <C> the driver's options
 */
@Since("0.1")
public abstract class DirectoryContract<C extends Record> {

    private static final List<String> STRANGE = List.of("", "nobody-of-this-name", "a\0b", "*", "%", "' OR 1=1 --");

    private TestContext.@Nullable Site site;
    private @Nullable TestContext context;
    private @Nullable Directory directory;
    private @Nullable C config;

    /** The factory under test. */
    protected abstract DirectoryFactory<C> factory();

    /**
     * Options for a directory that knows {@link #known}, and nobody else.
     *
     * @param tmp a folder for this test alone
     */
    protected abstract C config(Path tmp) throws IOException;

    /** Who and what is in it. */
    protected abstract Known known();

    /** Cases that the driver is not held to, each with the reason. */
    protected List<Exclusion> exclusions() {
        return List.of();
    }

    @BeforeEach
    void startDirectory(@TempDir Path tmp, TestInfo info, TestReporter reporter) throws IOException {
        Exclusion.apply(exclusions(), info, reporter);
        config = config(tmp);
        site = new TestContext.Site(tmp.resolve("state"));
        restart();
    }

    private void restart() throws IOException {
        closeDirectory();
        if (site == null || config == null) {
            throw new IllegalStateException("nothing was set up");
        }
        context = site.context("contract");
        directory = factory().create(config, context);
        directory.start();
    }

    @AfterEach
    void closeDirectory() {
        if (directory != null) {
            directory.close();
        }
        if (context != null) {
            context.close();
        }
    }

    private Directory directory() {
        if (directory == null) {
            throw new IllegalStateException("the driver is not started");
        }
        return directory;
    }

    private UserDirectory users() {
        Optional<UserDirectory> users = directory().users();
        Assumptions.assumeTrue(users.isPresent(), "the directory has no users");
        return users.orElseThrow();
    }

    private GroupDirectory groups() {
        Optional<GroupDirectory> groups = directory().groups();
        Assumptions.assumeTrue(groups.isPresent(), "the directory has no groups");
        return groups.orElseThrow();
    }

    private Accounts accounts() {
        Optional<Accounts> accounts = directory().accounts();
        Assumptions.assumeTrue(accounts.isPresent(), "the directory has no accounts that can be changed");
        return accounts.orElseThrow();
    }

    private Group group() {
        groups();
        return known().group().orElseThrow(() -> new AssertionError("the test names no group of the directory"));
    }

    private List<User> found(String query, int limit) {
        List<User> found = new ArrayList<>();
        users().find(query, limit, found::add);
        return found;
    }

    private List<Group> foundGroups(String query, int limit) {
        List<Group> found = new ArrayList<>();
        groups().find(query, limit, found::add);
        return found;
    }

    private List<UserId> members(GroupId id) {
        List<UserId> members = new ArrayList<>();
        groups().members(id, members::add);
        return members;
    }

    private static UserId called(String idp, String opaque) {
        return new UserId(idp, opaque, UserType.PRIMARY);
    }

    private List<String> sortedNames() {
        return known().users().stream().map(User::username).sorted().toList();
    }

    @Test
    void only_cases_that_exist_are_left_out() {
        Exclusion.requireCases(exclusions(), DirectoryContract.class);
    }

    @Test
    void it_has_users_or_groups() {
        assertThat(directory().users().isPresent() || directory().groups().isPresent())
                .isTrue();
    }

    @Test
    void a_user_is_found_by_id_and_by_login_name() {
        for (User user : known().users()) {
            assertThat(users().get(user.id())).map(User::username).contains(user.username());
            assertThat(users().get(called("", user.id().opaque())))
                    .map(User::id)
                    .contains(user.id());
            assertThat(users().get(called("", user.username()))).map(User::id).contains(user.id());
            assertThat(users().get(called("https://elsewhere.example", user.id().opaque())))
                    .isEmpty();
        }
    }

    @Test
    void a_user_is_found_by_claims_exactly() {
        User user = known().first();
        assertThat(users().byClaim("username", user.username())).map(User::id).contains(user.id());
        assertThat(users().byClaim("userid", user.id().opaque())).map(User::id).contains(user.id());
        if (!user.mail().isEmpty()) {
            assertThat(users().byClaim("mail", user.mail())).map(User::id).contains(user.id());
        }
        assertThat(users().byClaim("username", user.username().substring(1))).isEmpty();
        assertThat(users().byClaim("username", user.username() + " ")).isEmpty();
    }

    @Test
    void a_claim_that_is_not_known_is_refused() {
        assertThatThrownBy(() -> users().byClaim("shoe-size", "44")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void who_is_not_there_is_an_empty_answer() {
        for (String strange : STRANGE) {
            assertThat(users().get(called("", strange))).as(strange).isEmpty();
            assertThat(users().byClaim("username", strange)).as(strange).isEmpty();
            assertThat(users().byClaim("mail", strange)).as(strange).isEmpty();
            assertThat(users().groupsOf(called("", strange))).as(strange).isEmpty();
        }
    }

    @Test
    void a_search_folds_case_and_is_ordered_by_login_name() {
        User user = known().first();
        String part = user.username().substring(1).toUpperCase(Locale.ROOT);
        assertThat(found(part, 100)).extracting(User::id).contains(user.id());
        assertThat(found(part, 100)).isSortedAccordingTo(Comparator.comparing(User::username));
        if (!user.displayName().isEmpty()) {
            assertThat(found(user.displayName(), 100)).extracting(User::id).contains(user.id());
        }
        assertThat(found("nobody-of-this-name", 100)).isEmpty();
        assertThat(found("", 100)).extracting(User::username).containsExactlyElementsOf(sortedNames());
    }

    @Test
    void a_search_for_what_would_be_a_pattern_elsewhere_is_a_search_for_that_text() {
        for (String pattern : List.of("*", "%", ".*", ")(uid=*")) {
            assertThat(found(pattern, 100)).as(pattern).isEmpty();
        }
    }

    @Test
    void a_search_ends_at_the_limit_and_when_the_receiver_has_enough() {
        assertThat(found("", 1))
                .extracting(User::username)
                .containsExactly(sortedNames().getFirst());
        List<User> one = new ArrayList<>();
        users().find("", 100, user -> {
            one.add(user);
            return false;
        });
        assertThat(one).hasSize(1);
    }

    @Test
    void groups_and_members_say_the_same() {
        Group group = group();
        assertThat(groups().get(group.id())).map(Group::name).contains(group.name());
        assertThat(groups().byClaim("group_name", group.name())).map(Group::id).contains(group.id());
        assertThat(members(group.id()))
                .containsExactlyInAnyOrderElementsOf(
                        known().members().stream().map(User::id).toList());
        for (User user : known().users()) {
            boolean member =
                    known().members().stream().anyMatch(each -> each.id().equals(user.id()));
            assertThat(groups().hasMember(group.id(), user.id()))
                    .as(user.username())
                    .isEqualTo(member);
            assertThat(users().groupsOf(user.id()).contains(group.id()))
                    .as(user.username())
                    .isEqualTo(member);
        }
    }

    @Test
    void groups_are_searched_like_users() {
        Group group = group();
        assertThat(foundGroups(group.name().toUpperCase(Locale.ROOT), 100))
                .extracting(Group::id)
                .contains(group.id());
        assertThat(foundGroups("", 100)).isSortedAccordingTo(Comparator.comparing(Group::name));
        assertThat(foundGroups("", 1)).hasSize(1);
        assertThat(foundGroups("no-such-group", 100)).isEmpty();
        assertThatThrownBy(() -> groups().byClaim("shoe-size", "44")).isInstanceOf(InvalidArgument.class);
    }

    @Test
    void a_group_that_is_not_there_is_an_empty_answer() {
        for (String strange : STRANGE) {
            GroupId id = new GroupId("", strange);
            assertThat(groups().get(id)).as(strange).isEmpty();
            assertThat(members(id)).as(strange).isEmpty();
            assertThat(groups().hasMember(id, known().first().id())).as(strange).isFalse();
        }
    }

    @Test
    void a_restart_forgets_nobody() throws IOException {
        List<User> before = found("", 100);
        restart();
        assertThat(found("", 100)).isEqualTo(before);
    }

    private static User somebody(String name) {
        return new User(
                called("https://new.example", "id-of-" + name),
                name,
                name + "@new.example",
                false,
                "New " + name,
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
    }

    private List<String> listed() {
        List<String> names = new ArrayList<>();
        accounts().list(user -> names.add(user.username()));
        return names;
    }

    @Test
    void an_account_is_added_found_and_removed() throws IOException {
        accounts().add(somebody("zoe"), "a secret".toCharArray());
        assertThat(listed()).contains("zoe").isSorted();
        restart();
        assertThat(users().byClaim("username", "zoe")).map(User::displayName).contains("New zoe");
        accounts().setSecret("zoe", "another".toCharArray());
        accounts().remove("zoe");
        assertThat(listed()).doesNotContain("zoe").containsExactlyElementsOf(sortedNames());
        restart();
        assertThat(users().byClaim("username", "zoe")).isEmpty();
    }

    @Test
    void a_taken_name_or_id_is_refused() {
        Accounts accounts = accounts();
        User taken = known().first();
        assertThatThrownBy(() -> accounts.add(somebody(taken.username()), "a secret".toCharArray()))
                .isInstanceOf(AlreadyExists.class);
        User sameId = new User(
                taken.id(), "zoe", "", false, "", List.of(), OptionalLong.empty(), OptionalLong.empty(), Map.of());
        assertThatThrownBy(() -> accounts.add(sameId, "a secret".toCharArray())).isInstanceOf(AlreadyExists.class);
        assertThat(listed()).containsExactlyElementsOf(sortedNames());
    }

    @Test
    void an_account_needs_a_name_and_a_secret() {
        Accounts accounts = accounts();
        assertThatThrownBy(() -> accounts.add(somebody(""), "a secret".toCharArray()))
                .isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> accounts.add(somebody("zoe"), new char[0])).isInstanceOf(InvalidArgument.class);
        assertThat(listed()).containsExactlyElementsOf(sortedNames());
    }

    @Test
    void an_account_that_is_not_there_is_not_found() {
        Accounts accounts = accounts();
        assertThatThrownBy(() -> accounts.setSecret("nobody", "x".toCharArray()))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> accounts.remove("nobody")).isInstanceOf(NotFound.class);
    }
}
