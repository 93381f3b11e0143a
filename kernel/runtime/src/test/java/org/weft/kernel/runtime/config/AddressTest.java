/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @Test
    void loopback_is_told_from_the_rest() {
        assertThat(Address.parse("127.0.0.1:0").isLoopback()).isTrue();
        assertThat(Address.parse("[::1]:80").isLoopback()).isTrue();
        assertThat(Address.parse("0.0.0.0:80").isLoopback()).isFalse();
        assertThat(Address.parse(":80").isLoopback()).isFalse();
        assertThat(Address.parse("192.0.2.1:80").isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "host", "host:", "host:99999", "a b:1", "::1:80", "http://x:1"})
    void other_forms_are_refused(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
