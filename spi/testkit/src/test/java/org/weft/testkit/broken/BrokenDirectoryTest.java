/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.identity.Directory;
import org.weft.spi.identity.DirectoryFactory;
import org.weft.spi.identity.Group;
import org.weft.spi.identity.GroupDirectory;
import org.weft.spi.identity.User;
import org.weft.spi.identity.UserDirectory;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.identity.Known;
import org.weft.testkit.memory.MemoryDirectoryFactory;
import org.weft.testkit.memory.PeopleConfig;

/**
 * Each case of {@link DirectoryContract} fails for a driver that breaks its promise; those of accounts are not among them,
 * since the directory in memory has none.
 */
class BrokenDirectoryTest {

    private static final Set<String> OF_ACCOUNTS = Set.of(
            "an_account_is_added_found_and_removed",
            "a_taken_name_or_id_is_refused",
            "an_account_needs_a_name_and_a_secret",
            "an_account_that_is_not_there_is_not_found");

    private static final Map<Class<?>, String> BREAKS = Map.ofEntries(
            Map.entry(HasNothing.class, "it_has_users_or_groups"),
            Map.entry(AsksNoIssuer.class, "a_user_is_found_by_id_and_by_login_name"),
            Map.entry(FoldsClaims.class, "a_user_is_found_by_claims_exactly"),
            Map.entry(KnowsAnyClaim.class, "a_claim_that_is_not_known_is_refused"),
            Map.entry(KnowsEverybody.class, "who_is_not_there_is_an_empty_answer"),
            Map.entry(SortsBackwards.class, "a_search_folds_case_and_is_ordered_by_login_name"),
            Map.entry(
                    FollowsPatterns.class, "a_search_for_what_would_be_a_pattern_elsewhere_is_a_search_for_that_text"),
            Map.entry(KnowsNoLimit.class, "a_search_ends_at_the_limit_and_when_the_receiver_has_enough"),
            Map.entry(GoesOn.class, "a_search_ends_at_the_limit_and_when_the_receiver_has_enough"),
            Map.entry(EverybodyIsMember.class, "groups_and_members_say_the_same"),
            Map.entry(FindsNoGroups.class, "groups_are_searched_like_users"),
            Map.entry(KnowsAnyGroup.class, "a_group_that_is_not_there_is_an_empty_answer"),
            Map.entry(ForgetsAtRestart.class, "a_restart_forgets_nobody"));

    @Test
    void a_sound_driver_passes() {
        assertThat(Breaks.failing(UnderTest.class)).isEmpty();
    }

    @Test
    void each_case_finds_the_driver_that_breaks_it() {
        BREAKS.forEach((broken, promise) -> assertThat(Breaks.fails(broken, promise))
                .as("%s fails in %s", broken.getSimpleName(), promise)
                .isTrue());
        Set<String> found = new TreeSet<>(BREAKS.values());
        found.addAll(OF_ACCOUNTS);
        assertThat(found).isEqualTo(Breaks.cases(DirectoryContract.class));
    }

    static class UnderTest extends DirectoryContract<PeopleConfig> {

        private static final List<String> PEOPLE = List.of("ben:open", "anna:sesame", "carla:please");

        private final List<Directory> made = new ArrayList<>();

        @Override
        protected DirectoryFactory<PeopleConfig> factory() {
            return Breaks.but(DirectoryFactory.class, new MemoryDirectoryFactory(), "create", (real, given) -> {
                Directory directory = (Directory) Objects.requireNonNull(real.answer(given));
                made.add(directory);
                return broken(directory);
            });
        }

        Directory broken(Directory sound) {
            return sound;
        }

        static Directory users(Directory sound, String method, Breaks.Otherwise otherwise) {
            UserDirectory users = sound.users().orElseThrow();
            Optional<UserDirectory> others = Optional.of(Breaks.but(UserDirectory.class, users, method, otherwise));
            return Breaks.but(Directory.class, sound, "users", (real, given) -> others);
        }

        static Directory groups(Directory sound, String method, Breaks.Otherwise otherwise) {
            GroupDirectory groups = sound.groups().orElseThrow();
            Optional<GroupDirectory> others = Optional.of(Breaks.but(GroupDirectory.class, groups, method, otherwise));
            return Breaks.but(Directory.class, sound, "groups", (real, given) -> others);
        }

        @Override
        protected PeopleConfig config(Path tmp) {
            return new PeopleConfig(PEOPLE, List.of("physics:anna,carla", "art:ben"));
        }

        @Override
        protected Known known() {
            Directory sound = made.getFirst();
            List<User> sorted = new ArrayList<>();
            sound.users().orElseThrow().find("", 10, sorted::add);
            Group physics = sound.groups()
                    .orElseThrow()
                    .byClaim("group_name", "physics")
                    .orElseThrow();
            return new Known(sorted, Optional.of(physics), List.of(sorted.get(0), sorted.get(2)));
        }
    }

    static final class HasNothing extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            Directory noUsers = Breaks.but(Directory.class, sound, "users", (real, given) -> Optional.empty());
            return Breaks.but(Directory.class, noUsers, "groups", (real, given) -> Optional.empty());
        }
    }

    static final class AsksNoIssuer extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return users(sound, "get", (real, given) -> {
                UserId id = (UserId) given[0];
                return real.answer(new UserId("", id.opaque(), id.type()));
            });
        }
    }

    static final class FoldsClaims extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return users(sound, "byClaim", (real, given) -> real.answer(given[0], ((String) given[1]).strip()));
        }
    }

    static final class KnowsAnyClaim extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return users(
                    sound,
                    "byClaim",
                    (real, given) -> given[0].equals("shoe-size") ? Optional.empty() : real.answer(given));
        }
    }

    static final class KnowsEverybody extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return users(sound, "groupsOf", (real, given) -> {
                List<Group> all = new ArrayList<>();
                sound.groups().orElseThrow().find("", 1, all::add);
                return Set.of(all.getFirst().id());
            });
        }
    }

    /** Another way to search. */
    private interface Searching {
        void search(List<User> all, int limit, Sink<User> sink);
    }

    private static <T> void push(List<T> all, Sink<T> sink) {
        for (T each : all) {
            if (!sink.accept(each)) {
                return;
            }
        }
    }

    @SuppressWarnings("unchecked") // as the method says
    private static Directory searching(Directory sound, Searching searching) {
        return UnderTest.users(sound, "find", (real, given) -> {
            List<User> all = new ArrayList<>();
            sound.users().orElseThrow().find((String) given[0], 1000, all::add);
            searching.search(all, (Integer) given[1], (Sink<User>) given[2]);
            return null;
        });
    }

    static final class SortsBackwards extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return searching(sound, (all, limit, sink) -> {
                Collections.reverse(all);
                push(all.stream().limit(limit).toList(), sink);
            });
        }
    }

    static final class FollowsPatterns extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return users(
                    sound,
                    "find",
                    (real, given) -> real.answer(given[0].equals("*") ? "" : given[0], given[1], given[2]));
        }
    }

    static final class KnowsNoLimit extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return searching(sound, (all, limit, sink) -> push(all, sink));
        }
    }

    static final class GoesOn extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return searching(
                    sound, (all, limit, sink) -> all.stream().limit(limit).forEach(sink::accept));
        }
    }

    static final class EverybodyIsMember extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return groups(sound, "hasMember", (real, given) -> true);
        }
    }

    static final class FindsNoGroups extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return groups(
                    sound,
                    "find",
                    (real, given) -> ((String) given[0]).equals(((String) given[0]).toLowerCase(Locale.ROOT))
                            ? real.answer(given)
                            : null);
        }
    }

    static final class KnowsAnyGroup extends UnderTest {
        @Override
        Directory broken(Directory sound) {
            return groups(sound, "get", (real, given) -> {
                List<Group> all = new ArrayList<>();
                sound.groups().orElseThrow().find("", 1, all::add);
                return Optional.of(all.getFirst());
            });
        }
    }

    static final class ForgetsAtRestart extends UnderTest {
        private int starts;

        @Override
        Directory broken(Directory sound) {
            return ++starts == 1 ? sound : searching(sound, (all, limit, sink) -> {});
        }
    }
}
