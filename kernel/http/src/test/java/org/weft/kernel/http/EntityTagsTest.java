/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @Test
    void lists_stars_and_weak_tags_are_read() {
        EntityTags tags = EntityTags.parse("If-Match", List.of("\"a\", W/\"b\"", "\"c,d\""));
        assertThat(tags.strong()).containsExactly("a", "c,d");
        assertThat(tags.weak()).containsExactly("b");
        assertThat(EntityTags.parse("If-Match", List.of(" * ")).any()).isTrue();
    }

    @Test
    void weak_tags_are_never_strongly_equal() {
        EntityTags tags = EntityTags.parse("If-Match", List.of("W/\"b\""));
        assertThat(tags.matchesStrongly("b")).isFalse();
        assertThat(tags.matchesWeakly("b")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"a", "a\"", "\"a\"b", "W/", "W/a", "\"a\" \"b\"x", "*, \"a\""})
    void malformed_lists_are_refused(String text) {
        assertThatThrownBy(() -> EntityTags.parse("If-Match", List.of(text)))
                .isInstanceOfSatisfying(
                        HttpFailure.class, e -> assertThat(e.status()).isEqualTo(400));
    }
}
