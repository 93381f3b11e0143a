/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.signin.FakeDirectory;
import org.weft.kernel.identity.signin.FakeProvider;
import org.weft.kernel.testing.ManualClock;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.User;

/** What the configuration calls a group, and whom that lets in. */
final class DirectoryGroupsTest {

    private static final User MARIE = FakeProvider.user("marie");
    private static final GroupId PHYSICS = FakeDirectory.group("physics").id();

    private final FakeDirectory directory = new FakeDirectory("group_name").with(MARIE, "physics");
    private final ManualClock clock = new ManualClock();
    private final DirectoryGroups groups =
            new DirectoryGroups(new Directories(() -> List.of(directory.handle())), clock);

    private static Caller caller(GroupId... in) {
        return new Caller(
                MARIE.id(),
                MARIE.username(),
                Set.of(in),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    private boolean lets(String word, GroupId... in) {
        return PrincipalSet.of(List.of(word), groups).contains(caller(in));
    }

    @Test
    void a_group_is_meant_by_name_and_by_id_with_and_without_its_provider() {
        for (String word : List.of(
                "group:physics", "group:physics@example.org", "group:g-physics", "group:g-physics@example.org")) {
            assertThat(lets(word, PHYSICS)).as(word).isTrue();
            assertThat(lets(word, FakeDirectory.group("chemistry").id()))
                    .as(word)
                    .isFalse();
            assertThat(lets(word)).as(word).isFalse();
        }
        for (String word : List.of("group:phys", "group:physics@other.org", "group:", "group:@", "physics")) {
            assertThat(lets(word, PHYSICS)).as(word).isFalse();
        }
    }

    @Test
    void nobody_comes_in_by_calling_a_group_as_the_id_of_another() {
        GroupId disguised = new GroupId("example.org", "other");
        directory.groups.put(new Group(disguised, "g-physics", "", "", OptionalLong.empty()), Set.of(MARIE.id()));

        assertThat(lets("group:g-physics", disguised)).isFalse();
        assertThat(lets("group:g-physics", PHYSICS)).isTrue();
    }

    @Test
    void a_directory_is_asked_once_a_minute_and_one_that_is_down_changes_nothing() {
        assertThat(groups.named("physics")).contains(PHYSICS);
        assertThat(groups.named("chemistry")).isEmpty();
        int asked = directory.asked.get();
        assertThat(groups.named("physics")).contains(PHYSICS);
        assertThat(groups.named("chemistry")).isEmpty();
        assertThat(directory.asked).hasValue(asked);

        directory.down = true;
        clock.forward(Duration.ofMinutes(2));
        assertThat(groups.named("physics")).contains(PHYSICS);

        directory.down = false;
        directory.groups.remove(FakeDirectory.group("physics"));
        directory.with(MARIE, "chemistry");
        clock.forward(Duration.ofMinutes(1));
        assertThat(groups.named("physics")).isEmpty();
        assertThat(groups.named("chemistry"))
                .contains(FakeDirectory.group("chemistry").id());
    }

    @Test
    void a_directory_that_was_down_from_the_beginning_lets_nobody_in_and_is_asked_again() {
        directory.down = true;
        assertThat(groups.named("physics")).isEmpty();
        directory.down = false;
        clock.forward(Duration.ofSeconds(11));
        assertThat(groups.named("physics")).contains(PHYSICS);
    }
}
