/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.opentest4j.TestAbortedException;
import org.weft.testkit.app.AppContract;
import org.weft.testkit.auth.AuthContract;
import org.weft.testkit.identity.DirectoryContract;
import org.weft.testkit.share.SharePolicyContract;
import org.weft.testkit.share.ShareStoreContract;
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
