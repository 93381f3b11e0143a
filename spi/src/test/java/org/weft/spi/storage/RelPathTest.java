/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.InvalidArgument;

class RelPathTest {

    @Test
    void slashes_at_the_ends_and_doubled_ones_are_passed_over() {
        assertThat(RelPath.parse("//a///b/").toString()).isEqualTo("a/b");
        assertThat(RelPath.parse("///")).isEqualTo(RelPath.root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/..", "../a", "./a", "a/.", "a\\b", "a\0b", "\ud800", "a/\udc00b"})
    void a_name_that_could_leave_the_folder_or_is_no_text_is_refused(String text) {
        assertThatThrownBy(() -> RelPath.parse(text)).isInstanceOf(InvalidArgument.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "..a", "a..", ".hidden", "é", "e\u0301", "日本", "😀", "a b", "a:b", "new\nline"})
    void any_other_text_is_a_name_and_stays_as_it_is(String text) {
        assertThat(RelPath.parse(text).name()).isEqualTo(text);
    }

    @Test
    void a_prefix_counts_name_by_name() {
        assertThat(RelPath.parse("a/bc").startsWith(RelPath.parse("a/b"))).isFalse();
        assertThat(RelPath.parse("a/b/c").startsWith(RelPath.parse("a/b"))).isTrue();
        assertThat(RelPath.parse("a/b").relativeTo(RelPath.parse("a"))).isEqualTo(RelPath.parse("b"));
        assertThat(RelPath.parse("a/b").relativeTo(RelPath.parse("a/b"))).isEqualTo(RelPath.root());
    }

    @Test
    void ancestors_come_from_the_top_without_the_path_itself() {
        assertThat(RelPath.parse("a/b/c").ancestors())
                .containsExactly(RelPath.root(), RelPath.parse("a"), RelPath.parse("a/b"));
        assertThat(RelPath.root().ancestors()).isEmpty();
        assertThat(RelPath.parse("a/b/c").depth()).isEqualTo(3);
    }

    @Test
    void a_resolved_name_may_not_smuggle_a_path() {
        assertThatThrownBy(() -> RelPath.root().resolve("a/b")).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> RelPath.root().resolve("..")).isInstanceOf(InvalidArgument.class);
    }
}
