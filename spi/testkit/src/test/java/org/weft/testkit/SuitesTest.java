/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.opentest4j.TestAbortedException;
import org.weft.spi.Unstable;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;
import org.weft.testkit.app.AppContract;
import org.weft.testkit.auth.AuthContract;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.share.SharePolicyContract;
import org.weft.testkit.share.ShareStoreContract;
import org.weft.testkit.storage.Promises;
import org.weft.testkit.storage.StorageContract;

/** What holds of all suites. */
class SuitesTest {

    @Test
    void every_group_of_cases_says_since_when_it_exists() {
        assertThat(Arrays.stream(StorageContract.class.getDeclaredClasses()).map(Class::getSuperclass))
                .hasSizeGreaterThan(20)
                .allMatch(group -> group.isAnnotationPresent(Since.class));
        for (Class<?> suite : List.of(
                AuthContract.class,
                DirectoryContract.class,
                ShareStoreContract.class,
                SharePolicyContract.class,
                AppContract.class)) {
            assertThat(suite).hasAnnotation(Since.class);
        }
    }

    @Test
    void an_ability_is_held_to_its_promises_or_says_that_they_may_change() {
        Set<Class<?>> held = Arrays.stream(StorageContract.class.getDeclaredClasses())
                .map(group -> group.getSuperclass().getAnnotation(Promises.class))
                .filter(Objects::nonNull)
                .map(Promises::value)
                .collect(Collectors.toSet());
        assertThat(abilities().filter(ability -> !held.contains(ability)))
                .as("abilities without a group of cases")
                .isNotEmpty()
                .allMatch(ability -> ability.isAnnotationPresent(Unstable.class));
        assertThat(held).noneMatch(ability -> ability.isAnnotationPresent(Unstable.class));
        assertThat(abilities()).containsAll(held);
    }

    private static Stream<Class<?>> abilities() {
        return Arrays.stream(StorageDriver.class.getMethods())
                .filter(method -> method.getReturnType() == Optional.class && method.getParameterCount() == 0)
                .map(method -> ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0])
                .map(ability -> (Class<?>) ability);
    }

    @Test
    void the_pages_for_authors_list_every_ability_and_trait() throws IOException {
        String guide = Files.readString(Path.of("../../docs/authors/guide.md"));
        String cases = Files.readString(Path.of("../../docs/authors/testkit.md"));
        assertThat(abilities()).allSatisfy(ability -> {
            assertThat(guide).contains("| `" + ability.getSimpleName() + "` |");
            assertThat(cases)
                    .contains(
                            ability.isAnnotationPresent(Unstable.class)
                                    ? "`" + ability.getSimpleName() + "`"
                                    : "| `" + ability.getSimpleName() + "` |");
        });
        assertThat(Traits.Trait.values()).allSatisfy(trait -> assertThat(guide).contains("| `" + trait + "` |"));
    }

    @Test
    void a_case_is_left_out_by_its_name_with_its_reason(TestInfo info) {
        List<Exclusion> exclusions =
                List.of(new Exclusion("a_case_is_left_out_by_its_name_with_its_reason", "to see how"));
        StringBuilder printed = new StringBuilder();
        assertThatThrownBy(() -> Exclusion.apply(exclusions, info, entries -> printed.append(entries)))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("to see how");
        assertThat(printed).contains("to see how");
    }

    @Test
    void a_case_that_does_not_exist_cannot_be_left_out() {
        Exclusion.requireCases(
                List.of(new Exclusion("a_key_names_the_same_content_for_good", "x")), StorageContract.class);
        assertThatThrownBy(() ->
                        Exclusion.requireCases(List.of(new Exclusion("no_such_case", "x")), StorageContract.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no_such_case");
    }

    @Test
    void nothing_is_left_out_without_a_reason() {
        assertThatThrownBy(() -> new Exclusion("a_case", " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
