/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.app.wopi.WopiConfig.LockCompare;

class LockIdsTest {

    private static final String HELD = "{\"S\":\"a-b\",\"F\":4,\"E\":2}";

    @Test
    void strictly_only_the_whole_text_names_a_lock() {
        assertThat(LockIds.isSame(LockCompare.STRICT, HELD, HELD)).isTrue();
        assertThat(LockIds.isSame(LockCompare.STRICT, "{\"S\":\"a-b\",\"F\":5}", HELD))
                .isFalse();
        assertThat(LockIds.isSame(LockCompare.STRICT, HELD.toLowerCase(java.util.Locale.ROOT), HELD))
                .isFalse();
    }

    @Test
    void laxly_the_one_member_that_office_keeps_names_it() {
        assertThat(LockIds.isSame(LockCompare.OFFICE_FIELD, "{\"F\":5,\"S\":\"a-b\"}", HELD))
                .isTrue();
        assertThat(LockIds.isSame(LockCompare.OFFICE_FIELD, "{\"L\":\"x\",\"F\":5}", "{\"L\":\"x\"}"))
                .isTrue();
        assertThat(LockIds.isSame(LockCompare.OFFICE_FIELD, "{\"S\":\"a-c\",\"F\":4,\"E\":2}", HELD))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"S\":\"\"}",
                "{\"S\":null}",
                "{\"S\":[\"a-b\"]}",
                "{\"S\":{\"S\":\"a-b\"}}",
                "a-b",
                "[\"a-b\"]"
            })
    void what_is_no_such_object_names_nothing(String shown) {
        assertThat(LockIds.isSame(LockCompare.OFFICE_FIELD, shown, HELD)).isFalse();
        assertThat(LockIds.isSame(LockCompare.OFFICE_FIELD, shown, "{}")).isEqualTo(shown.equals("{}"));
    }
}
